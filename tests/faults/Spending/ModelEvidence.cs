using FourRunr.Contracts;
using FourRunr.Faults.Gateway;
using FourRunr.Testing.ModelProvider;

namespace FourRunr.Faults.Spending;

/// <summary>Everything that says what one agent has spent; all amounts are millionths of a dollar.</summary>
/// <param name="Calls">As the callers saw them.</param>
/// <param name="Records">Of the gateway.</param>
/// <param name="Bill">Of the provider.</param>
/// <param name="Account">The agent's budget at the end.</param>
/// <param name="Reported">The total of <c>GET /v1/admin/spend</c>.</param>
/// <param name="Readings">What was spent and held together, at moments during the load.</param>
internal sealed record ModelEvidence(
    string AgentId,
    long Limit,
    IReadOnlyList<ModelCall> Calls,
    IReadOnlyList<CallRecordResponse> Records,
    IReadOnlyList<BilledCall> Bill,
    ModelAccount Account,
    long Reported,
    IReadOnlyList<long> Readings)
{
    public IReadOnlyDictionary<string, ModelCall> CallsByMarker { get; } = Calls.ToDictionary(call => call.Marker);

    public ILookup<string, CallRecordResponse> RecordsByMarker { get; } = Records.ToLookup(record => record.CorrelationId);

    public ILookup<string, BilledCall> BillByMarker { get; } = Bill.ToLookup(billed => billed.User);

    /// <summary>What all calls cost by their records; of an unfinished one what is held for it.</summary>
    public long Recorded { get; } = Records.Sum(record => record.Spend?.Microusd ?? 0);

    public long Unfinished { get; } = Records.Where(IsUnfinished).Sum(record => record.Spend?.Microusd ?? 0);

    public long Billed { get; } = Bill.Sum(Cost);

    public static bool IsUnfinished(CallRecordResponse record) => record.Outcome == "unfinished";

    public static long Cost(BilledCall billed) => (billed.InputTokens * ModelFiles.Input) + (billed.OutputTokens * ModelFiles.Output);
}

/// <summary>A budget as <c>GET /v1/budgets</c> shows it.</summary>
internal sealed record ModelAccount(long Spent, long Held, long Overrun)
{
    public long Used => Spent + Held;

    public static ModelAccount Of(BudgetStatusResponse status) =>
        new(ModelCast.Microusd(status.Spent), ModelCast.Microusd(status.Held), ModelCast.Microusd(status.Overrun));
}
