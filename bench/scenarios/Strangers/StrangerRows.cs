using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Strangers;

/// <summary>What the trail of a gateway says of callers without identity.</summary>
internal static class StrangerRows
{
    public static Task<(long Calls, long Rows)> ReadAsync(StandaloneServer gateway) => gateway.QueryAsync(
        "SELECT COALESCE(SUM(COALESCE(json_extract(entry, '$.calls'), 1)), 0), COUNT(*) FROM audit_entries WHERE agent_id IS NULL",
        row => (row.GetInt64(0), row.GetInt64(1)));
}
