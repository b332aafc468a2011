using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.ResultCaching;
using FourRunr.ToolProxy.Telemetry;

namespace FourRunr.ToolProxy.Pipeline;

internal static class PipelineModule
{
    private const string LogCalls = "GATEWAY_LOG_CALLS";

    public static IServiceCollection AddCallPipeline(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<AgentIdentifier>();
        services.AddSingleton<CallParametersReader>();
        services.AddInstruments<ProxyMetrics>();
        services.AddSingleton<ResultCache>();
        services.AddSingleton<CallClaims>();
        services.AddSingleton<CallSpending>();
        services.AddSingleton<IAgentBudgets, AgentBudgets>();
        services.AddSingleton<ModelRequests>();
        services.AddSingleton<ToolInvoker>();
        services.AddSingleton<AnswerFilter>();
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<AllowedDecisions>();
        services.AddSingleton<CallableActions>();
        services.AddSingleton<CallableModels>();
        services.AddSingleton<ToolCallPipeline>();
        services.AddSingleton<CallLog>();
        var level = LogsCalls(configuration, environment) ? LogLevel.Information : LogLevel.None;
        services.AddLogging(logging => logging.AddFilter(typeof(CallLog).FullName, level));
        return services;
    }

    /// <summary>On by default in Production, where logs are JSON; off where somebody reads the console.</summary>
    private static bool LogsCalls(IConfiguration configuration, IHostEnvironment environment) => configuration[LogCalls] switch
    {
        null or "" => environment.IsProduction(),
        "on" => true,
        "off" => false,
        _ => throw new InvalidConfigurationException($"{LogCalls} must be 'on' or 'off'."),
    };
}
