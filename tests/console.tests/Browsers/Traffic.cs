using System.Net.Http.Json;
using FourRunr.Contracts;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>An agent of a test that calls tools: it may search, and nothing else.</summary>
internal sealed class Traffic
{
    private readonly string _token;
    private readonly ConsoleGateway _gateway;

    private Traffic(ConsoleGateway gateway, AgentResponse agent, PolicyResponse policy, string token) =>
        (_gateway, Agent, Policy, _token) = (gateway, agent, policy, token);

    public AgentResponse Agent { get; }

    public PolicyResponse Policy { get; }

    public static async Task<Traffic> StartAsync(ConsoleGateway gateway, string name)
    {
        var agent = await gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest(name, "finder"));
        var policy = await gateway.PostAsync<PolicyResponse>(
            "/v1/policies", new PolicyRequest("search only", new PolicySpec { Scopes = ["serpapi:*"], Deny = ["gmail_send:*"] }, AgentId: agent.AgentId));
        var token = await gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        return new Traffic(gateway, agent, policy, token.Token);
    }

    public Task<string> SearchAsync(string query = "coffee", string? intent = null) => CallAsync("serpapi/search", new { q = query }, intent);

    /// <summary>Is denied.</summary>
    public Task<string> ReadMailAsync() => CallAsync("gmail_send/profile", new { });

    /// <returns>The correlation id.</returns>
    private async Task<string> CallAsync(string path, object body, string? intent = null)
    {
        using var client = _gateway.Gateway.Proxies[0].Client(_token);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/tools/{path}") { Content = JsonContent.Create(body) };
        if (intent is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Agent-Intent", intent);
        }

        using var answer = await client.SendAsync(request);
        return answer.Headers.GetValues("X-Correlation-Id").Single();
    }
}
