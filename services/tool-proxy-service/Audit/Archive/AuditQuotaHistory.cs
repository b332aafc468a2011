using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// Reads the quota history from the audit trail: every call that reached a tool, whatever quotas it had then. The rows of this proxy's
/// journal are shipped first. A call with a side effect counts from its announcement on.
/// </summary>
internal sealed class AuditQuotaHistory(Database database, AuditShipper shipper) : IQuotaHistory
{
    private const string Any = "*";

    public async Task<IReadOnlyList<SlotCount>> CountAsync(
        string agentId, QuotaCounter counter, long oldest, CancellationToken cancellationToken)
    {
        await shipper.CatchUpAsync(cancellationToken);
        const string Sql = """
            SELECT slot, COUNT(*) AS calls
            FROM (
                SELECT counted_at * @slotsPerWindow / @windowMs AS slot, tool, action
                FROM audit_entries
                WHERE agent_id = @agentId AND counted_at >= @since
                UNION ALL
                SELECT announced_at * @slotsPerWindow / @windowMs AS slot, tool, action
                FROM audit_entries
                WHERE agent_id = @agentId AND announced_at >= @since
                  AND NOT EXISTS (
                      SELECT 1 FROM audit_entries AS later
                      WHERE later.call_id = audit_entries.call_id AND later.seq > audit_entries.seq)
            ) AS counted
            WHERE (@tool IS NULL OR tool = @tool) AND (@action IS NULL OR action = @action)
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
        var rows = await database.QueryAsync<(long Slot, long Calls)>(Sql, values, cancellationToken);
        return [.. rows.Select(row => new SlotCount(row.Slot, row.Calls))];
    }

    private static (string? Tool, string? Action) Parts(string scope)
    {
        var parts = scope.Split(':', 2);
        return (Named(parts[0]), parts.Length == 2 ? Named(parts[1]) : null);
    }

    private static string? Named(string part) => part == Any ? null : part;
}
