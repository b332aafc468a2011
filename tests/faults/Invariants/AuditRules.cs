using FourRunr.Contracts;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Invariants;

/// <summary>Whatever was answered from the first step on is on record, once, with the same outcome.</summary>
internal static class AuditRules
{
    public static IEnumerable<Violation> Find(Evidence evidence)
    {
        foreach (var call in evidence.Calls.Where(call => call.Kind.IsToolCall()))
        {
            foreach (var attempt in call.Attempts)
            {
                var records = evidence.AuditByCorrelationId[attempt.CorrelationId].ToList();
                if (records.Count > 1)
                {
                    yield return new Violation(Rules.AuditedTwice, $"{attempt.CorrelationId}: {string.Join(", ", records.Select(record => record.Outcome))}");
                }

                if (attempt.IsAnswered && Broken(attempt, records) is { } broken)
                {
                    yield return broken;
                }
            }
        }
    }

    private static Violation? Broken(ClientAttempt attempt, List<CallRecordResponse> records)
    {
        // A gateway that stops says so before the first step.
        if (records.Count == 0)
        {
            return attempt.Code == GatewayErrors.ShuttingDown.Code
                ? null
                : new Violation(Rules.NotAudited, $"{attempt.CorrelationId} got {attempt.Status} {attempt.Code} {attempt.Detail}");
        }

        return records.Exists(record => record.Outcome == attempt.Code && record.Status == attempt.Status)
            ? null
            : new Violation(Rules.AuditedOtherwise, $"{attempt.CorrelationId} got {attempt.Code}, on record is {records[0].Outcome}");
    }
}
