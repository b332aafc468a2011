using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Stories;

public sealed class LegacyStoryTests
{
    [Theory, BothBackends]
    public async Task ExistingClient_CreatesAgentFetchesTokenAndCalls(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        var agent = await gateway.Operator.PostAsync<LegacyCreateAgentResponse>(
            "/api/create-agent", new { name = "old client", created_by = "test", role = "scraper" });
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", agent.PrivateKey, StringComparison.Ordinal);
        var token = await gateway.Operator.PostAsync<LegacyGenerateTokenResponse>(
            "/api/generate-token",
            new { agent_id = agent.AgentId, tools = new[] { "serpapi" }, permissions = new[] { "read" }, expires_at = TimeProvider.System.GetUtcNow().AddHours(1) });
        Assert.Equal("old client", token.AgentName);

        using var client = gateway.Proxies[0].Client();
        var answer = await client.PostAsync<LegacyProxyResponse>("/api/proxy-request", Call(token, "serpapi", "search"));
        Assert.True(answer.Success);
        Assert.Equal(agent.AgentId, answer.Metadata.AgentId);

        using var denied = await client.PostAsJsonAsync("/api/proxy-request", Call(token, "gmail_send", "profile"), GatewayJson.Tolerant);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        var error = (await denied.Content.ReadFromJsonAsync<LegacyError>(GatewayJson.Tolerant))!;
        Assert.Equal("scope_denied", error.Code);
        Assert.NotEmpty(error.Error);
    }

    [Fact]
    public async Task CreateAgent_WithoutOperatorKey_IsRefused()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);

        using var response = await gateway.Proxies[0].Client().PostAsJsonAsync("/api/create-agent", new { name = "x", role = "scraper" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static LegacyProxyRequest Call(LegacyGenerateTokenResponse token, string tool, string action) =>
        new(token.AgentToken, tool, action, tool == "serpapi" ? new JsonObject { ["q"] = "x" } : []);
}
