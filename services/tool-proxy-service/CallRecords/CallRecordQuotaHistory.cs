using Dapper;
using FourRunr.Storage;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>The history of quotas is the table <c>call_records</c>: every call that reached a tool, whatever quotas it had then.</summary>
internal sealed class CallRecordQuotaHistory(Database database) : IQuotaHistory
{
    private const string Any = "*";

    public Task<IReadOnlyList<SlotCount>> CountAsync(
        string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SlotCount>>(async connection =>
        {
            const string Sql = """
                SELECT counted_at * @slotsPerWindow / @windowMs AS slot, COUNT(*) AS calls
                FROM call_records
                WHERE agent_id = @agentId
                  AND counted_at >= @since
                  AND (@tool IS NULL OR tool = @tool)
                  AND (@action IS NULL OR action = @action)
                GROUP BY slot
                """;
            var (tool, action) = Parts(counter.Scope);
            var values = new
            {
                agentId,
                slotsPerWindow = (long)counter.SlotsPerWindow,
                windowMs = counter.WindowMs,
                since = counter.StartOf(oldest),
                tool,
                action,
            };
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(Sql, values, cancellationToken: cancellationToken));
            return [.. rows.Select(row => new SlotCount(row.Slot, row.Calls))];
        }, cancellationToken);

    private static (string? Tool, string? Action) Parts(string scope)
    {
        var parts = scope.Split(':', 2);
        return (Named(parts[0]), parts.Length == 2 ? Named(parts[1]) : null);
    }

    private static string? Named(string part) => part == Any ? null : part;

    private sealed class Row
    {
        public long Slot { get; init; }

        public long Calls { get; init; }
    }
}
