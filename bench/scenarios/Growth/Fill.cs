using FourRunr.Bench.Scenarios.Servers;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>
/// Writes what years of use would leave straight into the tables of a gateway that is not running. Follows the migrations of
/// auth-service and policy-service: whoever changes their tables looks here.
/// </summary>
internal static class Fill
{
    /// <summary>One agent in so many has a policy of its own.</summary>
    private const int AgentsForOnePolicy = 100;

    public static string AgentId(int number) => Texts.Line($"agt_{number:x32}");

    /// <summary>Agents with a token each, and policies.</summary>
    public static async Task AgentsAsync(Gateway gateway, int count)
    {
        var (hex, bytes) = (Hex(gateway, "n"), Bytes(gateway));
        await gateway.FillAsync("auth", $"""
            {Numbers(1, count)}
            INSERT INTO agents (agent_id, name, role, tags, status, created_by, created_at, public_key, key_thumbprint)
            SELECT 'agt_' || {hex}, 'grown ' || n, 'scraper', '[]', 'active', NULL, 1700000000000 + n, {bytes}, {hex} FROM numbers
            """);
        await gateway.FillAsync("auth", $"""
            {Numbers(1, count)}
            INSERT INTO tokens (token_id, agent_id, token_hash, tools, permissions, issued_at, expires_at, rooted_at, family_id)
            SELECT 'tok_' || {hex}, 'agt_' || {hex}, {bytes}, '["serpapi"]', '["read"]', 1700000000000 + n, 4000000000000, 1700000000000 + n, 'tok_' || {hex} FROM numbers
            """);
        await gateway.FillAsync("policy", $$"""
            {{Numbers(1, Math.Max(1, count / AgentsForOnePolicy))}}
            INSERT INTO policies (policy_id, name, agent_id, version, mode, spec, created_at, updated_at)
            SELECT 'pol_' || {{hex}}, 'grown ' || n, 'agt_' || {{hex}}, 1, 'Enforce', '{"scopes":["serpapi:search"]}', 0, 0 FROM numbers
            """);
    }

    /// <summary>SQL for 32 bytes that no other row has.</summary>
    public static string Bytes(Gateway gateway) => gateway.IsPostgres ? "sha256(n::text::bytea)" : "randomblob(32)";

    /// <summary>SQL for a number in so many hex digits.</summary>
    public static string Hex(Gateway gateway, string number, int digits = 32) =>
        gateway.IsPostgres ? $"lpad(to_hex({number}), {digits}, '0')" : $"printf('%0{digits}x', {number})";

    /// <summary>A table <c>numbers</c> with one column <c>n</c>, to begin a statement with.</summary>
    public static string Numbers(int from, int to) =>
        Texts.Line($"WITH RECURSIVE numbers(n) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {to})");
}
