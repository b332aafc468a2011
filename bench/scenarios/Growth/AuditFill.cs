using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>
/// Writes the calls of a month that has passed straight into the audit trail of a gateway that is not running, as the rows of one
/// writer. They are as long as real ones and lie in the same partitions and indexes; their hashes are made up, so this trail does not
/// verify. Follows the migrations of tool-proxy-service: whoever changes the trail's tables looks here.
/// </summary>
internal static class AuditFill
{
    private const int RowsAtOnce = 250_000;
    private const int Days = 30;
    private const string Writer = "wrt_00000000000000000000000000000001";

    public static async Task RunAsync(Gateway gateway, int count, int agents)
    {
        var first = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        if (gateway.IsPostgres)
        {
            await MakePartitionsAsync(gateway, first);
        }

        for (var from = 1; from <= count; from += RowsAtOnce)
        {
            await gateway.FillAsync("proxy", Insert(gateway, first, from, Math.Min(count, from + RowsAtOnce - 1), count, agents));
        }

        await gateway.FillAsync(
            "proxy", Texts.Line($"INSERT INTO audit_writers (writer, shipped_seq, shipped_hash, started_at) SELECT '{Writer}', {count}, {Fill.Bytes(gateway)}, {first.ToUnixTimeMilliseconds()} FROM (SELECT 1 AS n) one"));
    }

    /// <summary>As the service makes them: one for the calls of a day.</summary>
    private static Task MakePartitionsAsync(Gateway gateway, DateTimeOffset first) => gateway.FillAsync("proxy", string.Join(
        ";\n",
        Enumerable.Range(0, Days).Select(day => first.AddDays(day)).Select(day => Texts.Line($"""
            CREATE TABLE IF NOT EXISTS audit_entries_{day:yyyyMMdd} PARTITION OF audit_entries
            FOR VALUES FROM ('{GatewayId.FirstOf(GatewayId.Call, day)}') TO ('{GatewayId.FirstOf(GatewayId.Call, day.AddDays(1))}')
            """))));

    private static string Insert(Gateway gateway, DateTimeOffset first, int from, int to, int count, int agents)
    {
        var step = (long)TimeSpan.FromDays(Days).TotalMilliseconds / (count + 1L);
        var moment = Texts.Line($"({first.ToUnixTimeMilliseconds()} + n * {step})");
        var call = $"'call_' || {Fill.Hex(gateway, moment, digits: 12)} || {Fill.Hex(gateway, "n", digits: 20)}";
        var agent = Texts.Line($"(n % {agents} + 1)");
        var agentId = $"'agt_' || {Fill.Hex(gateway, agent)}";
        // One call in fifty was denied.
        var denied = "n % 50 = 0";
        var outcome = $"CASE WHEN {denied} THEN 'scope_denied' ELSE 'ok' END";
        var id = Fill.Hex(gateway, "n");
        var entry = $$$"""
            '{"writer":"{{{Writer}}}","seq":' || n || ',"call_id":"' || {{{call}}} || '","occurred_at":"2026-01-01T00:00:00.123+00:00","correlation_id":"' || {{{id}}}
            || '","agent_id":"' || {{{agentId}}} || '","agent_name":"grown ' || {{{agent}}} || '","role":"scraper","token_id":"tok_' || {{{id}}}
            || '","tool":"serpapi","action":"search","outcome":"' || {{{outcome}}} || '","status":' || CASE WHEN {{{denied}}} THEN 403 ELSE 200 END
            || ',"rule":"serpapi:search","policy_id":"pol_' || {{{id}}} || '","policy_version":1,"attempts":1,"cached":false,"duration_ms":0.5123,"request_bytes":32,"response_bytes":2247,"params_hash":"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq","params":{"q":"call ' || n || ' of the past"}}'
            """;
        return $"""
            {Fill.Numbers(from, to)}
            INSERT INTO audit_entries (writer, seq, call_id, agent_id, agent_name, tool, action, outcome, counted_at, announced_at, prev_hash, hash, entry)
            SELECT '{Writer}', n, {call}, {agentId}, 'grown ' || {agent}, 'serpapi', 'search', {outcome},
                CASE WHEN {denied} THEN NULL ELSE {moment} END, NULL, {Fill.Bytes(gateway)}, {Fill.Bytes(gateway)}, {entry} FROM numbers
            """;
    }
}
