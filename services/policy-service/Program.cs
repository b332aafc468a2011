using FourRunr.Policy;
using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Startup;

return await ServiceProgram.RunAsync(DependencyModule.PolicyService, args, PolicyService.Create);
