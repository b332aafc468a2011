using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

internal static partial class ResilienceLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of {Tool}.{Action} (partition {Part}) is now {State}.")]
    public static partial void BreakerChanged(ILogger logger, string tool, string action, string? part, CircuitState state);

    // Only the type of the exception: its message may quote the parameters or the answer.
    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Tool}.{Action} failed with {Exception}.")]
    public static partial void AdapterFailed(ILogger logger, string tool, string action, string exception);
}
