using FourRunr.Hosting;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.ResultCaching;
using FourRunr.ToolProxy.Telemetry;

namespace FourRunr.ToolProxy.Calls;

internal static class CallsModule
{
    private const string LogCalls = "GATEWAY_LOG_CALLS";

    public static IServiceCollection AddCalls(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<AgentIdentifier>();
        services.AddSingleton<ParametersReader>();
        services.AddInstruments<ProxyMetrics>();
        services.AddSingleton<ResultCache>();
        services.AddSingleton<ToolCaller>();
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<ToolCallPipeline>();
        services.AddSingleton<CallLog>();
        var level = LogsCalls(configuration, environment) ? LogLevel.Information : LogLevel.None;
        services.AddLogging(logging => logging.AddFilter(typeof(CallLog).FullName, level));
        return services;
    }

    /// <summary>
    /// Open to the framework: the pipeline itself identifies the caller, so that refused strangers are recorded too. Hence the
    /// framework's own authentication and authorization are passed by.
    /// </summary>
    public static void MapCalls(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().WithTags("Tools");
        group.ShortCircuit();
        CallToolEndpoint.Map(group);
        ListToolsEndpoint.Map(group);
    }

    /// <summary>By default where logs are JSON for machines, and not where somebody reads the console.</summary>
    private static bool LogsCalls(IConfiguration configuration, IHostEnvironment environment) => configuration[LogCalls] switch
    {
        null or "" => environment.IsProduction(),
        "on" => true,
        "off" => false,
        _ => throw new InvalidConfigurationException($"{LogCalls} must be 'on' or 'off'."),
    };
}
