using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Strangers;
using FourRunr.ToolProxy.Telemetry;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Writes down how a call ended, in the trail, the metrics and the log, before anybody sees it.</summary>
internal sealed partial class CallRecorder(
    AuditJournal journal, ArchivedCharges charges, StrangerCalls strangers, ProxyMetrics metrics, CallLog calls, ILogger<CallRecorder> log)
{
    /// <returns>The outcome; a refusal in its place if it could not be put on record.</returns>
    public async Task<ToolCallOutcome> RecordAsync(ToolCall call, ToolCallOutcome outcome)
    {
        string? source = null;
        if (IsStrangers(outcome) && (source = strangers.Count(call, outcome)) is null)
        {
            // On record in a sum alone: strangers must not fill a disk, or a log.
            metrics.Ended(outcome);
            return outcome;
        }

        outcome = await AppendAsync(call, outcome, source);
        metrics.Ended(outcome);
        calls.Ended(call, outcome);
        return outcome;
    }

    /// <summary>
    /// A call that cannot be put on record is answered 503. The one exception is an effect that may have happened: it is on record as
    /// unfinished since before it began, and a 503 would only invite its repetition.
    /// </summary>
    /// <param name="source">Where a stranger's call came from.</param>
    private async Task<ToolCallOutcome> AppendAsync(ToolCall call, ToolCallOutcome outcome, string? source)
    {
        var facts = outcome.Facts;
        try
        {
            var record = CallRecord.Of(call, outcome);
            var row = await journal.AppendAsync(source is null ? record : record with { Source = source }, durable: facts.MayHaveHadAnEffect);
            charges.Add(row, facts.Limits?.Outcome.Charge);
            return outcome;
        }
        catch (DependencyUnavailableException exception)
        {
            Log.NotRecorded(log, facts.CallId, exception);
            if (source is not null)
            {
                strangers.NotRecorded(call, outcome, source);
            }

            if (!facts.MayHaveHadAnEffect)
            {
                return new ToolCallOutcome.Refused(facts, Refusal.Unavailable(AuditJournal.Dependency, mayHaveActed: false));
            }

            metrics.AuditLost();
            return outcome;
        }
    }

    /// <summary>A suspended agent is none: it is known, and its calls are on record one by one.</summary>
    private static bool IsStrangers(ToolCallOutcome outcome) =>
        outcome.Facts.Agent is null && outcome.Code != GatewayErrors.AgentSuspended.Code;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The end of call {CallId} could not be recorded.")]
        public static partial void NotRecorded(ILogger logger, string callId, Exception exception);
    }
}
