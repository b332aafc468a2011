using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Audit.Spend;

/// <summary>Reads what was charged to an account from the records. The rows of this proxy's journal are shipped first.</summary>
internal sealed class AuditSpendHistory(Database database, AuditShipper shipper) : ISpendHistory
{
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
        var values = new { account, from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds() };
        var rows = await database.QueryAsync<Row>(Sql, values, cancellationToken);
        return [.. rows.Select(row => row.ToCall())];
    }

    private sealed class Row
    {
        public required string CallId { get; init; }
        public long ReservedAt { get; init; }
        public long Microusd { get; init; }
        public long Tokens { get; init; }
        public long IsHold { get; init; }

        public ChargedCall ToCall() =>
            new(CallId, DateTimeOffset.FromUnixTimeMilliseconds(ReservedAt), new SpendAmount(Microusd, Tokens), IsHold == 1);
    }
}
