using FourRunr.ToolProxy;
using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Startup;

return await ServiceProgram.RunAsync(DependencyModule.ToolProxy, args, ToolProxyService.Create);
