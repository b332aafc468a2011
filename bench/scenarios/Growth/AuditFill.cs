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
    /// <summary>One call in a million is of this tool.</summary>
    public const string SeldomTool = "weather";

    private const int RowsAtOnce = 250_000;
    private const int Days = 30;
    private const string Writer = "wrt_00000000000000000000000000000001";

    /// <summary>One call in fifty was denied.</summary>
    private const string Denied = "n % 50 = 0";

    private const string Outcome = $"CASE WHEN {Denied} THEN 'scope_denied' ELSE 'ok' END";
    private const string Tool = $"CASE WHEN n % 1000000 = 7 THEN '{SeldomTool}' ELSE 'serpapi' END";

    public static async Task RunAsync(Gateway gateway, int count, int agents)
    {
        var first = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        if (gateway.IsPostgres)
        {
            await MakePartitionsAsync(gateway, first);
        }

        for (var from = 1; from <= count; from += RowsAtOnce)
        {
            var to = Math.Min(count, from + RowsAtOnce - 1);
            await gateway.FillAsync("proxy", Insert(gateway, first, from, to, count, agents));
            await gateway.FillAsync("proxy", Count(first, from, to, count));
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

    /// <summary>What summaries add up.</summary>
    private static string Count(DateTimeOffset first, int from, int to, int count) => $"""
        {Fill.Numbers(from, to)}
        INSERT INTO call_counts (minute, writer, tool, outcome, calls)
        SELECT {Moment(first, count)} / 60000, '{Writer}', {Tool}, {Outcome}, count(*) FROM numbers WHERE n > 0 GROUP BY 1, 3, 4
        ON CONFLICT (minute, writer, tool, outcome) DO UPDATE SET calls = call_counts.calls + excluded.calls
        """;

    /// <summary>SQL for when the call was.</summary>
    private static string Moment(DateTimeOffset first, int count) =>
        Texts.Line($"({first.ToUnixTimeMilliseconds()} + n * {(long)TimeSpan.FromDays(Days).TotalMilliseconds / (count + 1L)})");

    private static string Insert(Gateway gateway, DateTimeOffset first, int from, int to, int count, int agents)
    {
        var moment = Moment(first, count);
        var call = $"'call_' || {Fill.Hex(gateway, moment, digits: 12)} || {Fill.Hex(gateway, "n", digits: 20)}";
        var agent = Texts.Line($"(n % {agents} + 1)");
        var agentId = $"'agt_' || {Fill.Hex(gateway, agent)}";
        var id = Fill.Hex(gateway, "n");
        var entry = $$$"""
            '{"writer":"{{{Writer}}}","seq":' || n || ',"call_id":"' || {{{call}}} || '","occurred_at":"2026-01-01T00:00:00.123+00:00","correlation_id":"' || {{{id}}}
            || '","agent_id":"' || {{{agentId}}} || '","agent_name":"grown ' || {{{agent}}} || '","role":"scraper","token_id":"tok_' || {{{id}}}
            || '","tool":"' || {{{Tool}}} || '","action":"search","outcome":"' || {{{Outcome}}} || '","status":' || CASE WHEN {{{Denied}}} THEN 403 ELSE 200 END
            || ',"rule":"serpapi:search","policy_id":"pol_' || {{{id}}} || '","policy_version":1,"attempts":1,"cached":false,"duration_ms":0.5123,"request_bytes":32,"response_bytes":2247,"params_hash":"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq","params":{"q":"call ' || n || ' of the past"}}'
            """;
        return $"""
            {Fill.Numbers(from, to)}
            INSERT INTO audit_entries (writer, seq, call_id, agent_id, agent_name, tool, action, outcome, counted_at, announced_at, prev_hash, hash, entry)
            SELECT '{Writer}', n, {call}, {agentId}, 'grown ' || {agent}, {Tool}, 'search', {Outcome},
                CASE WHEN {Denied} THEN NULL ELSE {moment} END, NULL, {Fill.Bytes(gateway)}, {Fill.Bytes(gateway)}, {entry} FROM numbers
            """;
    }
}
