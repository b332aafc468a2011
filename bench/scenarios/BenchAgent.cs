using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios;

/// <summary>An agent with a policy of its own whose rate no measurement reaches.</summary>
internal sealed record BenchAgent(string AgentId, PolicyResponse Policy)
{
    /// <summary>Seconds: longer than any measurement, with so much left that no answer advises to rotate.</summary>
    private const int Life = 86_400;

    public static readonly PolicySpec Allowed = new() { Scopes = ["serpapi:search", "openai:*"], RateLimit = new RateLimitSpec(1_000_000, "1s", 1_000_000) };

    public static async Task<BenchAgent> CreateAsync(Client http, Uri door, PolicySpec? spec = null)
    {
        var agent = await http.SendPatientlyAsync<AgentResponse>(HttpMethod.Post, door, "/v1/agents", Client.AdminKey, new CreateAgentRequest("bench", "bench"));
        var policy = await http.SendPatientlyAsync<PolicyResponse>(
            HttpMethod.Post, door, "/v1/policies", Client.AdminKey, new PolicyRequest($"bench-{agent.AgentId}", spec ?? Allowed, AgentId: agent.AgentId));
        return new BenchAgent(agent.AgentId, policy);
    }

    public Task<TokenIssued> IssueTokenAsync(Client http, Uri door) => http.SendPatientlyAsync<TokenIssued>(
        HttpMethod.Post, door, $"/v1/agents/{AgentId}/tokens", Client.AdminKey, new IssueTokenRequest(["serpapi", "openai"], ["read"], TtlSeconds: Life));
}
