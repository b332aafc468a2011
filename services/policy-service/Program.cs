using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Startup;
using FourRunr.Policy;

return await ServiceProgram.RunAsync(DependencyModule.PolicyService, args, PolicyService.Create);
