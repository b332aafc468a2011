using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Startup;
using FourRunr.ToolProxy;

return await ServiceProgram.RunAsync(DependencyModule.ToolProxy, args, ToolProxyService.Create);
