using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Stories;

public sealed class MainStoryTests
{
    [Theory, BothBackends]
    public async Task Agent_WithItsOwnKey_CallsUntilItsTokenIsRevoked(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        using var key = RSA.Create(2048);
        var agent = await gateway.CreateAgentAsync(key: key);
        Assert.Null(agent.PrivateKeyPem);

        var token = await AgentLogin.FetchTokenAsync(gateway.Proxies[0].Client(), agent.AgentId, key);
        using var client = gateway.Proxies[0].Client(token);

        using var allowed = await client.SearchAsync();
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        var answer = (await allowed.Content.ReadFromJsonAsync<ToolCallResponse>(GatewayJson.Tolerant))!;
        Assert.NotNull(answer.Data);
        Assert.Equal((agent.AgentId, "serpapi", "search"), (answer.Meta.AgentId, answer.Meta.Tool, answer.Meta.Action));

        using var denied = await client.PostAsJsonAsync("/v1/tools/gmail_send/profile", new { });
        var refusal = await denied.MustBeAsync(GatewayErrors.ScopeDenied);
        Assert.NotNull(refusal.Rule);

        var listed = await gateway.Operator.GetAsync<Page<TokenResponse>>($"/v1/agents/{agent.AgentId}/tokens");
        await gateway.Operator.RevokeAsync(Assert.Single(listed.Items).TokenId);
        await client.UntilRefusedAsync(backend);
        using var revoked = await client.SearchAsync();
        await revoked.MustBeAsync(GatewayErrors.TokenRevoked);

        var calls = await gateway.Operator.GetAsync<Page<CallRecordResponse>>("/v1/admin/calls");
        Assert.Equal(["token_revoked", "scope_denied", "ok"], calls.Items.Select(call => call.Outcome));
    }

    [Theory, BothBackends]
    public async Task Assertion_SignedByAnotherAgent_IsRefused(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        using var ownKey = RSA.Create(2048);
        using var foreignKey = RSA.Create(2048);
        var agent = await gateway.CreateAgentAsync(key: ownKey);
        await gateway.CreateAgentAsync(key: foreignKey);

        using var response = await AgentLogin.SendAsync(gateway.Proxies[0].Client(), agent.AgentId, foreignKey);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory, BothBackends]
    public async Task Token_GetsWhatPoliciesAllowOfTheToolsThereAre(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        using var key = RSA.Create(2048);
        var agent = await gateway.CreateAgentAsync(key: key);
        var door = gateway.Proxies[0].Client();

        Assert.Equal("serpapi:read http_fetch:read", await ScopeAsync(await AgentLogin.SendAsync(door, agent.AgentId, key, scope: null)));
        Assert.Equal("serpapi:read", await ScopeAsync(await AgentLogin.SendAsync(door, agent.AgentId, key, "serpapi:read gmail_send:write openid")));
        using var refused = await AgentLogin.SendAsync(door, agent.AgentId, key, "gmail_send:write");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var error = (await refused.Content.ReadFromJsonAsync<OAuthErrorResponse>(GatewayJson.Tolerant))!;
        Assert.Equal(("invalid_scope", "No policy of this agent or its role allows gmail_send:write."), (error.Error, error.ErrorDescription));

        // A policy of its own counts for the next token.
        await gateway.Operator.PostAsync<PolicyResponse>(
            "/v1/policies", new PolicyRequest("mail", new PolicySpec { Scopes = ["gmail_send:send"] }, AgentId: agent.AgentId));
        Assert.Equal("gmail_send:write", await ScopeAsync(await AgentLogin.SendAsync(door, agent.AgentId, key, "gmail_send:write")));
    }

    [Theory, BothBackends]
    public async Task KillSwitch_ForTheRole_EndsEveryTokenOfIt(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        var (_, scraper) = await gateway.CreateAgentWithTokenAsync();
        var enricher = await gateway.IssueTokenAsync((await gateway.CreateAgentAsync("enricher")).AgentId);
        using var client = gateway.Proxies[0].Client(scraper.Token);
        using (var before = await client.SearchAsync())
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await gateway.Operator.PostAsync<KillSwitchResponse>("/v1/revocations", new KillSwitchRequest("test", Role: "scraper"));

        await client.UntilRefusedAsync(backend);
        using var killed = await client.SearchAsync();
        await killed.MustBeAsync(GatewayErrors.TokenRevoked);
        using var other = await gateway.Proxies[0].Client(enricher.Token)
            .PostAsJsonAsync("/v1/tools/http_fetch/get", new { url = "https://example.com/" });
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    private static async Task<string> ScopeAsync(HttpResponseMessage response)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True(response.StatusCode == HttpStatusCode.OK, body.ToJsonString());
        return body["scope"]!.GetValue<string>();
    }
}
