using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Logs one line for every call that ended. It never logs parameters, answers or tokens.</summary>
internal sealed partial class CallLog(ILogger<CallLog> log)
{
    private const string Unknown = "unknown";

    public void Ended(ToolCall call, ToolCallOutcome outcome)
    {
        var facts = outcome.Facts;
        var (tool, action) = (facts.Action?.Tool ?? Unknown, facts.Action?.Name ?? Unknown);
        var (durationMs, agentId) = (Math.Round(facts.Duration.TotalMilliseconds, 3), facts.Agent?.AgentId);
        Log.Ended(log, tool, action, outcome.Code, outcome.Status, durationMs, agentId, facts.Attempts, facts.Cached, call.CorrelationId);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Tool}.{Action}: {Code} ({Status}) in {DurationMs} ms, agent {AgentId}, attempts {Attempts}, cached {Cached}, correlation id {CorrelationId}")]
        public static partial void Ended(
            ILogger logger,
            string tool,
            string action,
            string code,
            int status,
            double durationMs,
            string? agentId,
            int attempts,
            bool cached,
            string correlationId);
    }
}
