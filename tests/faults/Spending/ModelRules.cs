using FourRunr.Contracts;
using FourRunr.Faults.Invariants;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Spending;

/// <summary>What must be true of money after every fault: budget, records and bill say the same, and nobody has passed a limit.</summary>
internal static class ModelRules
{
    public const string BudgetDiffers = "budget is not the sum of the records";
    public const string ReportDiffers = "report is not the sum of the records";
    public const string BilledUnrecorded = "billed and not on record";
    public const string ChargedTooLittle = "charged less than the bill";
    public const string ChargedOtherwise = "ended and not charged as billed";
    public const string ChargedTwice = "charged or asked twice";
    public const string NotItsHold = "unfinished and not charged its hold";
    public const string LimitPassed = "limit passed";
    public const string StillHeld = "held by nobody";

    /// <param name="excused">Codes that the fault explains, besides those of a budget that is used up.</param>
    /// <param name="holdsAreOver">The time of every hold has passed.</param>
    public static IEnumerable<Violation> Find(ModelEvidence evidence, IReadOnlyCollection<string> excused, bool holdsAreOver) =>
    [
        .. OfSums(evidence, holdsAreOver),
        .. evidence.Calls.SelectMany(call => OfAnswer(call, evidence, excused)),
        .. evidence.Records.GroupBy(record => record.CorrelationId).SelectMany(records => OfRecords(records.Key, [.. records], evidence)),
        .. evidence.Bill.Where(billed => !evidence.RecordsByMarker.Contains(billed.User)).Select(billed => new Violation(BilledUnrecorded, billed.User)),
    ];

    /// <summary>Of what is added up, which may take a moment after the last call.</summary>
    public static IEnumerable<Violation> OfSums(ModelEvidence evidence, bool holdsAreOver)
    {
        var account = evidence.Account;
        if (account.Used != evidence.Recorded)
        {
            yield return new Violation(BudgetDiffers, $"{account} of {evidence.Recorded} on record");
        }

        if (evidence.Reported != evidence.Recorded)
        {
            yield return new Violation(ReportDiffers, $"{evidence.Reported} of {evidence.Recorded} on record");
        }

        if (account.Used < evidence.Billed)
        {
            yield return new Violation(ChargedTooLittle, $"{account} of a bill of {evidence.Billed}");
        }

        if (account.Held > (holdsAreOver ? 0 : evidence.Unfinished))
        {
            yield return new Violation(StillHeld, $"{account}; {evidence.Unfinished} unfinished");
        }

        // What was held is the most that a call may cost here, so nothing may run over either.
        foreach (var used in evidence.Readings.Append(account.Used).Append(evidence.Recorded).Where(used => used > evidence.Limit))
        {
            yield return new Violation(LimitPassed, $"{used} of {evidence.Limit}");
        }

        if (account.Overrun != 0)
        {
            yield return new Violation(LimitPassed, $"{account}");
        }
    }

    private static IEnumerable<Violation> OfAnswer(ModelCall call, ModelEvidence evidence, IReadOnlyCollection<string> excused)
    {
        if (!Wanted(call) && !excused.Contains(call.Code))
        {
            yield return new Violation(Rules.UnexpectedAnswer, $"{call.Marker} ({call.Kind}) got {call.Status} {call.Code}");
        }

        // A stream has its status before it has its end.
        if (call.Status is not (null or 200)
            && (!GatewayErrors.ByCode.TryGetValue(call.Code, out var kind) || kind.Status != call.Status
                || (kind != GatewayErrors.BudgetExceeded && call.Status is 429 or 503 && call.RetryAfter is not >= 1)))
        {
            yield return new Violation(Rules.BareAnswer, $"{call.Marker} got {call.Status} {call.Code} {call.RetryAfter}");
        }

        var records = evidence.RecordsByMarker[call.Marker].ToList();
        if (call.IsEnded && records.Count == 0 && call.Code != GatewayErrors.ShuttingDown.Code)
        {
            yield return new Violation(Rules.NotAudited, $"{call.Marker} got {call.Status} {call.Code}");
        }
        else if (call.IsEnded && records.Exists(record => record.Outcome != call.Code))
        {
            yield return new Violation(Rules.AuditedOtherwise, $"{call.Marker} got {call.Code}, on record is {records[0].Outcome}");
        }
    }

    private static bool Wanted(ModelCall call) => call.Kind switch
    {
        _ when call.Code == GatewayErrors.BudgetExceeded.Code || call.Code == GatewayErrors.BudgetBusy.Code => true,
        ModelKind.Cut or ModelKind.Failing => call.Code == GatewayErrors.UpstreamFailed.Code,
        ModelKind.Cancelled => call.Code is ModelCall.Left,
        _ => call.IsOk,
    };

    private static IEnumerable<Violation> OfRecords(string marker, IReadOnlyList<CallRecordResponse> records, ModelEvidence evidence)
    {
        var billed = evidence.BillByMarker[marker].ToList();
        if (records.Count > 1 || billed.Count > 1)
        {
            yield return new Violation(ChargedTwice, $"{marker}: {records.Count} records, {billed.Count} on the bill");
        }

        var (record, bill) = (records[0], billed.Sum(ModelEvidence.Cost));
        var charged = record.Spend?.Microusd ?? 0;
        if (charged < bill)
        {
            yield return new Violation(ChargedTooLittle, $"{marker} ({record.Outcome}): {charged} of a bill of {bill}");
        }

        var call = evidence.CallsByMarker.GetValueOrDefault(marker);
        if (ModelEvidence.IsUnfinished(record) && call is not null && charged != call.Hold)
        {
            yield return new Violation(NotItsHold, $"{marker}: {charged} of {call.Hold}");
        }

        // What the provider has counted is what it costs.
        if (record is { Outcome: ClientAttempt.Ok, Usage.Source: UsageSource.Provider } && charged != bill)
        {
            yield return new Violation(ChargedOtherwise, $"{marker}: {charged} of a bill of {bill}");
        }

        // A whole answer whose provider counted it is settled by that count.
        if (call is { IsOk: true } && call.Kind.IsCounted() && record is not { Usage.Source: UsageSource.Provider })
        {
            yield return new Violation(ChargedOtherwise, $"{marker}: ended, by {record.Usage?.Source.ToString() ?? "nobody's"} count");
        }
    }
}
