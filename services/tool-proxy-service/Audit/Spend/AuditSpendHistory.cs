using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Audit.Spend;

/// <summary>Reads what was charged to an account from the records. The rows of this proxy's journal are shipped first.</summary>
internal sealed class AuditSpendHistory(Database database, AuditJournal journal, AuditShipper shipper) : ISpendHistory
{
    private const int AtOnce = 500;

    public string Writer => journal.File.Writer;

    public async Task<IReadOnlySet<string>> FindChargedAsync(IReadOnlyList<string> callIds, CancellationToken cancellationToken)
    {
        await shipper.CatchUpAsync(cancellationToken);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in callIds.Chunk(AtOnce))
        {
            var sql = $"SELECT DISTINCT call_id FROM budget_charges WHERE {database.Dialect.IsAmong("call_id", "@some")}";
            found.UnionWith(await database.QueryAsync<string>(sql, new { some }, cancellationToken));
        }

        return found;
    }

    public async Task<IReadOnlyList<ChargedCall>> ReadAsync(string account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await shipper.CatchUpAsync(cancellationToken);
        const string Sql = """
            SELECT call_id AS CallId, reserved_at AS ReservedAt, microusd AS Microusd, tokens AS Tokens, is_hold AS IsHold
            FROM budget_charges
            WHERE account = @account AND reserved_at >= @from AND reserved_at < @to
              AND (is_hold = 0 OR NOT EXISTS (
                  SELECT 1 FROM budget_charges AS later
                  WHERE later.call_id = budget_charges.call_id AND later.account = budget_charges.account AND later.is_hold = 0))
            """;
        var rows = await database.QueryAsync<Row>(Sql, new { account, from, to }, cancellationToken);
        return [.. rows.Select(row => new ChargedCall(row.CallId, row.ReservedAt, new SpendAmount(row.Microusd, row.Tokens), row.IsHold == 1))];
    }

    private sealed record Row(string CallId, DateTimeOffset ReservedAt, long Microusd, long Tokens, long IsHold);
}
