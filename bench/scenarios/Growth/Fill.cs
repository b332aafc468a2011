using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>
/// Writes what years of use would leave straight into the tables of a gateway that is not running. Follows the migrations of the
/// services: whoever changes a table looks here.
/// </summary>
internal static class Fill
{
    private const int RowsAtOnce = 250_000;

    /// <summary>One agent in so many has a policy of its own.</summary>
    private const int AgentsForOnePolicy = 100;

    public static string AgentId(int number) => Texts.Line($"agt_{number:x32}");

    /// <summary>Agents with a token each, and policies.</summary>
    public static async Task AgentsAsync(Gateway gateway, int count)
    {
        var (hex, bytes) = Dialect(gateway);
        await gateway.FillAsync("auth", $"""
            {Numbers(1, count)}
            INSERT INTO agents (agent_id, name, role, status, created_by, created_at, public_key, key_thumbprint)
            SELECT 'agt_' || {hex}, 'grown ' || n, 'scraper', 'active', NULL, 1700000000000 + n, {bytes}, {hex} FROM numbers
            """);
        await gateway.FillAsync("auth", $"""
            {Numbers(1, count)}
            INSERT INTO tokens (token_id, agent_id, token_hash, tools, permissions, issued_at, expires_at, rooted_at)
            SELECT 'tok_' || {hex}, 'agt_' || {hex}, {bytes}, '["serpapi"]', '["read"]', 1700000000000 + n, 4000000000000, 1700000000000 + n FROM numbers
            """);
        await gateway.FillAsync("policy", $$"""
            {{Numbers(1, Math.Max(1, count / AgentsForOnePolicy))}}
            INSERT INTO policies (policy_id, name, agent_id, version, mode, spec, created_at, updated_at)
            SELECT 'pol_' || {{hex}}, 'grown ' || n, 'agt_' || {{hex}}, 1, 'Enforce', '{"scopes":["serpapi:search"]}', 0, 0 FROM numbers
            """);
    }

    /// <summary>Calls of the past, two a second, of all the agents in turn.</summary>
    public static async Task AuditAsync(Gateway gateway, int count, int agents)
    {
        var (hex, _) = Dialect(gateway);
        for (var from = 1; from <= count; from += RowsAtOnce)
        {
            await gateway.FillAsync("proxy", $$"""
                {{Numbers(from, Math.Min(count, from + RowsAtOnce - 1))}}
                INSERT INTO call_records (
                    call_id, occurred_at, correlation_id, agent_id, agent_name, role, token_id, tool, action, outcome, status, rule,
                    policy_id, policy_version, counted_at, attempts, cached, duration_ms, request_bytes, response_bytes, params_hash, params)
                SELECT 'call_' || {{hex}}, 1700000000000 + n * 500, {{hex}}, 'agt_' || {{Hex(gateway, $"n % {agents} + 1")}}, 'grown ' || (n % {{agents}} + 1), 'scraper',
                    'tok_' || {{hex}}, 'serpapi', 'search', CASE WHEN n % 50 = 0 THEN 'scope_denied' ELSE 'ok' END, CASE WHEN n % 50 = 0 THEN 403 ELSE 200 END,
                    'serpapi:search', 'pol_' || {{hex}}, 1, CASE WHEN n % 50 = 0 THEN NULL ELSE 1700000000000 + n * 500 END, 1, {{(gateway.IsPostgres ? "false" : "0")}},
                    1.5, 30, 2300, 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq', '{"q":"call ' || n || ' of the past"}' FROM numbers
                """);
        }
    }

    private static (string Hex, string Bytes) Dialect(Gateway gateway) =>
        (Hex(gateway, "n"), gateway.IsPostgres ? "sha256(n::text::bytea)" : "randomblob(32)");

    private static string Hex(Gateway gateway, string number) =>
        gateway.IsPostgres ? $"lpad(to_hex({number}), 32, '0')" : $"printf('%032x', {number})";

    private static string Numbers(int from, int to) =>
        Texts.Line($"WITH RECURSIVE numbers(n) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {to})");
}
