using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.ResultCaching;
using FourRunr.ToolProxy.Telemetry;

namespace FourRunr.ToolProxy.Calls;

internal static class CallsModule
{
    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<AgentIdentifier>();
        services.AddSingleton<ParametersReader>();
        services.AddSingleton<ProxyMetrics>();
        services.AddSingleton<ResultCache>();
        services.AddSingleton<ToolCaller>();
        services.AddSingleton<ToolCallPipeline>();
        return services;
    }

    /// <summary>Open to the framework: the pipeline itself identifies the caller, so that refused strangers are recorded too.</summary>
    public static void MapCalls(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().WithTags("Tools");
        CallToolEndpoint.Map(group);
        ListToolsEndpoint.Map(group);
    }
}
