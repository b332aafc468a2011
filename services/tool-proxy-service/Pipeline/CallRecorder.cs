using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Telemetry;
using FourRunr.ToolProxy.Unauthenticated;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Records how a call ended in the audit trail, the metrics and the log, before the call is answered.</summary>
internal sealed partial class CallRecorder(
    AuditJournal journal, ChargeConfirmations confirmations, UnauthenticatedCalls unauthenticated, ProxyMetrics metrics, CallLog calls, ILogger<CallRecorder> log)
{
    /// <returns>The outcome; a refusal instead if it could not be recorded.</returns>
    public async Task<ToolCallOutcome> RecordAsync(ToolCall call, ToolCallOutcome outcome)
    {
        string? source = null;
        if (IsUnauthenticated(outcome) && (source = unauthenticated.Count(call, outcome)) is null)
        {
            // Recorded in a sum only: calls without a valid credential must not fill the disk or the log.
            metrics.Ended(outcome);
            return outcome;
        }

        outcome = await AppendAsync(call, outcome, source);
        metrics.Ended(outcome);
        calls.Ended(call, outcome);
        return outcome;
    }

    /// <summary>
    /// A call that cannot be recorded is answered 503. The exception is a call that was announced and reached its tool: it is on record as
    /// unfinished, and a 503 would invite the agent to repeat what may have had its effect or its price.
    /// </summary>
    /// <param name="source">Where a call without a valid credential came from; null for the others.</param>
    private async Task<ToolCallOutcome> AppendAsync(ToolCall call, ToolCallOutcome outcome, string? source)
    {
        var facts = outcome.Facts;
        try
        {
            var record = CallRecord.Of(call, outcome);
            var row = await journal.AppendAsync(source is null ? record : record with { Source = source }, durable: facts.MayHaveHadAnEffect);
            confirmations.Add(row, facts.Limits?.Outcome.Charge, facts.Held?.Reservation);
            return outcome;
        }
        catch (DependencyUnavailableException exception)
        {
            Log.NotRecorded(log, facts.CallId, exception);
            if (source is not null)
            {
                unauthenticated.NotRecorded(call, outcome, source);
            }

            if (!facts.IsAnnounced || facts.Attempts == 0)
            {
                return new ToolCallOutcome.Refused(facts, Refusal.Unavailable(AuditJournal.Dependency, mayHaveActed: false));
            }

            metrics.AuditLost();
            return outcome;
        }
    }

    /// <summary>A suspended agent is known: its calls are recorded one by one.</summary>
    private static bool IsUnauthenticated(ToolCallOutcome outcome) =>
        outcome.Facts.Agent is null && outcome.Code != GatewayErrors.AgentSuspended.Code;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The end of call {CallId} could not be recorded.")]
        public static partial void NotRecorded(ILogger logger, string callId, Exception exception);
    }
}
