using FourRunr.Auth;
using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Startup;

return await ServiceProgram.RunAsync(DependencyModule.AuthService, args, AuthService.Create);
