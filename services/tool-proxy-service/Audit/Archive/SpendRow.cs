using System.Data.Common;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>What a record says of costs, as rows of <c>spend_entries</c> and <c>budget_charges</c>.</summary>
internal sealed class SpendRow
{
    /// <summary>The longest window of a budget, and a day.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(32);

    private static readonly IReadOnlyList<BulkColumn<SpendRow>> Columns =
    [
        new TextColumn<SpendRow>("call_id", row => row._callId),
        new Int64Column<SpendRow>("is_hold", row => row._isHold),
        new Int64Column<SpendRow>("is_last", row => row._isLast),
        new Int64Column<SpendRow>("reserved_at", row => row._reservedAt),
        new TextColumn<SpendRow>("agent_id", row => row._agentId),
        new TextColumn<SpendRow>("role", row => row._role),
        new TextColumn<SpendRow>("tags", row => row._tags),
        new TextColumn<SpendRow>("tool", row => row._tool),
        new TextColumn<SpendRow>("action", row => row._action),
        new TextColumn<SpendRow>("model", row => row._model),
        new TextColumn<SpendRow>("provider", row => row._provider),
        new Int64Column<SpendRow>("microusd", row => row._microusd),
        new Int64Column<SpendRow>("input_tokens", row => row._inputTokens),
        new Int64Column<SpendRow>("output_tokens", row => row._outputTokens),
    ];

    private static readonly IReadOnlyList<BulkColumn<(SpendRow Row, string Account)>> ChargeColumns =
    [
        new TextColumn<(SpendRow Row, string Account)>("account", charge => charge.Account),
        new Int64Column<(SpendRow Row, string Account)>("reserved_at", charge => charge.Row._reservedAt),
        new TextColumn<(SpendRow Row, string Account)>("call_id", charge => charge.Row._callId),
        new Int64Column<(SpendRow Row, string Account)>("is_hold", charge => charge.Row._isHold),
        new Int64Column<(SpendRow Row, string Account)>("microusd", charge => charge.Row._spend.Microusd),
        new Int64Column<(SpendRow Row, string Account)>("tokens", charge => charge.Row._spend.Tokens),
    ];

    private readonly CallSpend _spend;
    private readonly string _callId;
    private readonly long _reservedAt;
    private readonly string? _agentId;
    private readonly string? _role;
    private readonly string? _tags;
    private readonly string _tool;
    private readonly string _action;
    private readonly string? _model;
    private readonly string? _provider;
    private readonly long _isHold;
    private readonly long _isLast;
    private readonly long _microusd;
    private readonly long _inputTokens;
    private readonly long _outputTokens;

    private SpendRow(CallRecordResponse record, CallSpend spend, bool isLast, string? provider, long microusd, IEnumerable<ModelUsage> usages)
    {
        (_spend, _callId, _reservedAt) = (spend, record.CallId, spend.ReservedAt.ToUnixTimeMilliseconds());
        (_agentId, _role, _tool, _action, _model) = (record.AgentId, record.Role, record.Tool, record.Action, record.Model);
        _tags = record.Tags is { Count: > 0 } tags ? JsonSerializer.Serialize(tags, GatewayJson.Tolerant) : null;
        _isHold = record.Outcome == CallRecord.Unfinished ? 1 : 0;
        (_isLast, _provider, _microusd) = (isLast ? 1 : 0, provider, microusd);
        foreach (var usage in usages)
        {
            _inputTokens += usage.Total - usage.Output;
            _outputTokens += usage.Output;
        }
    }

    /// <returns>One row for each provider that charges for the call, the one that was asked last first; none for a call that cost nothing.</returns>
    public static IReadOnlyList<SpendRow> Of(CallRecordResponse record)
    {
        if (record.Spend is not { } spend)
        {
            return [];
        }

        var others = (record.FailedAttempts ?? []).Where(attempt => attempt.Usage is { Source: not UsageSource.Hold })
            .GroupBy(attempt => attempt.Provider, StringComparer.Ordinal).ToLookup(some => some.Key == record.Provider);
        var rest = others[false].Select(some => new SpendRow(
            record, spend, isLast: false, some.Key, some.Sum(attempt => attempt.Microusd ?? 0), some.Select(attempt => attempt.Usage).OfType<ModelUsage>())).ToList();
        var own = others[true].SelectMany(some => some).Select(attempt => attempt.Usage).Append(record.Usage).OfType<ModelUsage>();
        return [new SpendRow(record, spend, isLast: true, record.Provider, spend.Microusd - rest.Sum(row => row._microusd), own), .. rest];
    }

    /// <summary>Part of the transaction that stores the records.</summary>
    /// <param name="rows">At least one.</param>
    public static async Task StoreAsync(DbTransaction transaction, IReadOnlyList<SpendRow> rows, CancellationToken cancellationToken)
    {
        await BulkInsert.WriteAsync(transaction, "spend_entries", Columns, rows, cancellationToken);
        var charges = rows.Where(row => row._isLast == 1).SelectMany(row => (row._spend.Budgets ?? []).Select(account => (row, account))).ToList();
        if (charges.Count > 0)
        {
            await BulkInsert.WriteAsync(transaction, "budget_charges", ChargeColumns, charges, cancellationToken);
        }
    }

    /// <summary>Removes costs of whole days before this moment. What accounts may be rebuilt from stays as long as the longest window.</summary>
    /// <returns>The number of removed rows.</returns>
    public static async Task<int> RemoveBeforeAsync(Database database, DateTimeOffset moment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        static object Before(DateTimeOffset moment) => new { before = new DateTimeOffset(moment.UtcDateTime.Date).ToUnixTimeMilliseconds() };
        const string Old = "reserved_at < @before";
        var oldest = now - LongestWindow;
        return await RowBatches.DeleteAsync(database, "spend_entries", Old, Before(moment), cancellationToken)
            + await RowBatches.DeleteAsync(database, "budget_charges", Old, Before(moment < oldest ? moment : oldest), cancellationToken);
    }
}
