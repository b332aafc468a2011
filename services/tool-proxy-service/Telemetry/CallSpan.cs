using System.Diagnostics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Telemetry;

/// <summary>The trace span of a tool call: who, what and how it ended; never parameters or answers.</summary>
internal static class CallSpan
{
    public static Activity? Start() => GatewayTraces.Source.StartActivity("tool call");

    public static void End(Activity? span, ToolCall call, ToolCallOutcome outcome)
    {
        if (span is null)
        {
            return;
        }

        var record = CallRecord.Of(call, outcome);
        span.DisplayName = $"tool call {record.Tool}.{record.Action}";
        span.SetTag("gateway.correlation_id", record.CorrelationId);
        span.SetTag("gateway.agent_id", record.AgentId);
        span.SetTag("gateway.code", record.Outcome);
        span.SetTag("gateway.attempts", record.Attempts);
        span.SetTag("gateway.cached", record.Cached);
        if (outcome is not ToolCallOutcome.Answered)
        {
            span.SetStatus(ActivityStatusCode.Error, record.Outcome);
        }
    }
}
