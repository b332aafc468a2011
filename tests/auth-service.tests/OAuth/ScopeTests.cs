using System.Net;
using System.Security.Cryptography;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.OAuth;

/// <summary>A token gets what exists and what policies allow (RFC 6749 section 3.3), and its answer says so.</summary>
public sealed class ScopeTests
{
    [Fact]
    public async Task Token_WithoutScope_GetsWhatPoliciesAllow()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        host.Policies.Allowed = [new("serpapi", ["read"]), new("openai", []), new("gmail_send", ["write"])];
        var (agent, key) = await CreateAsync(host);

        foreach (var scope in (string?[])[null, ""])
        {
            var answer = await (await AskAsync(host, agent, key, scope)).ReadAsync<OAuthTokenResponse>();

            // The token's permissions hold for all its tools; policies stop gmail_send:read with every call.
            Assert.Equal("serpapi:read gmail_send:write", answer.Scope);
            var introspected = await host.IntrospectAsync(answer.AccessToken);
            Assert.Equal(["serpapi", "gmail_send"], introspected.Tools);
            Assert.Equal(["read", "write"], introspected.Permissions);
        }

        Assert.All(host.Policies.Questions, question => Assert.Equal(new AllowedScopesRequest(agent.AgentId, "scraper"), question));
    }

    [Theory]
    [InlineData("serpapi:read openid", "serpapi:read", "serpapi", "read")]
    [InlineData("serpapi serpapi:read gmail_send:write", "serpapi:read", "serpapi", "read")]
    [InlineData("http_fetch:*", "http_fetch:read http_fetch:write", "http_fetch", "*")]
    [InlineData("http_fetch:write serpapi:read", "http_fetch:write http_fetch:read serpapi:read", "http_fetch serpapi", "write read")]
    [InlineData("*:write", "http_fetch:write", "*", "write")]
    [InlineData("*:*", "serpapi:read http_fetch:read http_fetch:write", "*", "*")]
    public async Task Token_PartOfTheScopeAllowed_GetsThatPart(string scope, string granted, string tools, string permissions)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        host.Policies.Allowed = [new("serpapi", ["read"]), new("http_fetch", ["read", "write"]), new("gmail_send", [])];
        var (agent, key) = await CreateAsync(host);

        var answer = await (await AskAsync(host, agent, key, scope)).ReadAsync<OAuthTokenResponse>();

        Assert.Equal(granted, answer.Scope);
        var introspected = await host.IntrospectAsync(answer.AccessToken);
        Assert.Equal(tools.Split(' '), introspected.Tools);
        Assert.Equal(permissions.Split(' '), introspected.Permissions);
    }

    [Theory]
    [InlineData("openid", "There is no tool openid.")]
    [InlineData("openid profile:read", "There is no tool openid, profile.")]
    [InlineData("gmail_send:write", "No policy of this agent or its role allows gmail_send:write.")]
    [InlineData("serpapi:write email", "There is no tool email. No policy of this agent or its role allows serpapi:write.")]
    [InlineData("*:write", "No policy of this agent or its role allows *:write.")]
    public async Task Token_NothingOfTheScopeAllowed_IsRefusedByName(string scope, string why)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        host.Policies.Allowed = [new("serpapi", ["read"]), new("gmail_send", [])];
        var (agent, key) = await CreateAsync(host);

        var error = await (await AskAsync(host, agent, key, scope)).ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest);

        Assert.Equal(("invalid_scope", why), (error.Error, error.ErrorDescription));
        Assert.Empty(await TokensAsync(host, agent));
    }

    [Fact]
    public async Task Token_NoPolicyAtAll_IsRefused()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        host.Policies.Allowed = [new("serpapi", []), new("gmail_send", [])];
        var (agent, key) = await CreateAsync(host);

        var error = await (await AskAsync(host, agent, key, scope: null)).ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest);

        Assert.Equal("invalid_scope", error.Error);
    }

    [Fact]
    public async Task Token_WithoutScopeAndMoreToolsThanATokenLists_IsForAllTools()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        host.Policies.Allowed = [.. Enumerable.Range(0, 65).Select(i => new AllowedTool($"tool_{i}", ["read"]))];
        var (agent, key) = await CreateAsync(host);

        var answer = await (await AskAsync(host, agent, key, scope: null)).ReadAsync<OAuthTokenResponse>();

        Assert.Equal(65, answer.Scope.Split(' ').Length);
        Assert.Equal(["*"], (await host.IntrospectAsync(answer.AccessToken)).Tools);
    }

    [Fact]
    public async Task Token_AsManyAndLongToolNamesAsAllowed_IsNotTooLong()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        string[] names = [.. Enumerable.Range(0, 64).Select(i => $"t{i:d2}{new string('x', 43)}")];
        host.Policies.Allowed = [.. names.Select(name => new AllowedTool(name, ["read"]))];
        var (agent, key) = await CreateAsync(host);

        var answer = await (await AskAsync(host, agent, key, string.Join(' ', names))).ReadAsync<OAuthTokenResponse>();
        var tooLong = await AskAsync(host, agent, key, string.Join(' ', names.Select(name => $"{name}yy")));

        Assert.Equal(names, (await host.IntrospectAsync(answer.AccessToken)).Tools);
        Assert.Equal("invalid_scope", (await tooLong.ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest)).Error);
    }

    [Fact]
    public async Task Token_PolicyServiceAway_TemporarilyUnavailableAndTheAssertionStaysGood()
    {
        using var storage = await TestStorageSettings.CreateAsync(Backend.Embedded);
        string assertion;
        await using (var host = await AuthHost.StartAsync(storage))
        {
            var (agent, key) = await CreateAsync(host);
            assertion = Assertions.Make(agent.AgentId, key, host.Now);
            await host.Policies.StopAsync();

            using var response = await host.RequestTokenAsync(assertion);

            var error = await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(("temporarily_unavailable", "dependency_unavailable"), (error.Error, error.Code));
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
            Assert.Empty(await TokensAsync(host, agent));
        }

        await using var after = await AuthHost.StartAsync(storage);
        await (await after.RequestTokenAsync(assertion)).ReadAsync<OAuthTokenResponse>();
    }

    [Fact]
    public async Task Token_BadAssertion_PoliciesAreNotAsked()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var (agent, _) = await CreateAsync(host);
        using var foreign = RSA.Create(2048);

        await (await AskAsync(host, agent, foreign, "serpapi")).ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized);

        Assert.Empty(host.Policies.Questions);
    }

    private static async Task<(AgentResponse Agent, RSA Key)> CreateAsync(AuthHost host)
    {
        var agent = await host.CreateAgentAsync();
        return (agent, Assertions.KeyOf(agent));
    }

    private static Task<HttpResponseMessage> AskAsync(AuthHost host, AgentResponse agent, RSA key, string? scope) =>
        host.RequestTokenAsync(Assertions.Make(agent.AgentId, key, host.Now), scope);

    private static async Task<IReadOnlyList<TokenResponse>> TokensAsync(AuthHost host, AgentResponse agent) =>
        (await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}/tokens")).ReadAsync<Page<TokenResponse>>()).Items;
}
