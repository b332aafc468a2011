using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Tokens;

public sealed class TokenTests
{
    [Theory, BothBackends]
    public async Task Issue_Introspect_SaysWhatWasGranted(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var agent = await host.CreateAgentAsync();

        var issued = await host.IssueAsync(agent.AgentId);
        var answer = await host.IntrospectAsync(issued.Token);

        var now = clock.GetUtcNow();
        Assert.Equal(("Bearer", now.AddHours(1)), (issued.TokenType, issued.ExpiresAt));
        Assert.Equal(
            (true, PrincipalKind.Agent, agent.AgentId, "Ada", "scraper", issued.TokenId),
            (answer.Active, answer.Kind!.Value, answer.Sub!, answer.Name!, answer.Role!, answer.Jti!));
        Assert.Equal((now.ToUnixTimeSeconds(), now.AddHours(1).ToUnixTimeSeconds()), (answer.Iat!.Value, answer.Exp!.Value));
        Assert.Equal(["serpapi"], answer.Tools);
        Assert.Equal(["read"], answer.Permissions);
    }

    [Theory, BothBackends]
    public async Task Introspect_AfterTheEnd_TokenExpired(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var token = await host.IssueAsync((await host.CreateAgentAsync()).AgentId, ttlSeconds: 60);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await host.RefusalOfAsync(token.Token));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token_expired", await host.RefusalOfAsync(token.Token));
    }

    [Theory, BothBackends]
    public async Task Revoke_Token_RefusedAtOnceAndListed(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        var token = await host.IssueAsync(agent.AgentId);
        var other = await host.IssueAsync(agent.AgentId);

        var revoked = await (await host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", new RevokeTokenRequest("leaked"))).ReadAsync<TokenResponse>();
        var again = await (await host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", content: null)).ReadAsync<TokenResponse>();

        Assert.Equal(("leaked", revoked.RevokedAt), (again.RevokedReason!, again.RevokedAt));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(token.Token));
        Assert.Null(await host.RefusalOfAsync(other.Token));
        var listed = await (await host.Admin.GetAsync($"/v1/agents/{agent.AgentId}/tokens")).ReadAsync<Page<TokenResponse>>();
        Assert.Equal(
            new[] { (other.TokenId, (string?)null), (token.TokenId, "leaked") }.OrderDescending(),
            listed.Items.Select(item => (item.TokenId, item.RevokedReason)).OrderDescending());
    }

    [Fact]
    public async Task Revoke_UnknownToken_Returns404()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        await (await host.Admin.PostAsync("/v1/tokens/tok_unknown/revoke", new RevokeTokenRequest())).MustBeAsync(GatewayErrors.NotFound);
    }

    [Theory, BothBackends]
    public async Task Rotate_OldTokenOverlapsThenEnds_NewOneLivesAsLong(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var old = await host.IssueAsync((await host.CreateAgentAsync()).AgentId, ttlSeconds: 600);
        clock.Advance(TimeSpan.FromSeconds(100));
        using var agent = host.Service.Client(old.Token);

        var rotated = await (await agent.PostAsync("/v1/tokens/rotate", content: null)).ReadAsync<TokenIssued>();

        Assert.Equal(clock.GetUtcNow().AddSeconds(600), rotated.ExpiresAt);
        var before = await host.IntrospectAsync(old.Token);
        Assert.Equal((true, clock.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds()), (before.Active, before.Exp!.Value));
        var after = await host.IntrospectAsync(rotated.Token);
        Assert.Equal(["serpapi"], after.Tools);
        Assert.Equal(["read"], after.Permissions);

        await (await agent.PostAsync("/v1/tokens/rotate", content: null)).MustBeAsync(GatewayErrors.Conflict);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("token_revoked", await host.RefusalOfAsync(old.Token));
        Assert.Null(await host.RefusalOfAsync(rotated.Token));
        await (await agent.PostAsync("/v1/tokens/rotate", content: null)).MustBeAsync(GatewayErrors.TokenRevoked);
    }

    [Theory, BothBackends]
    public async Task Rotate_InParallel_OneSucceeds(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var old = await host.IssueAsync((await host.CreateAgentAsync()).AgentId);
        using var agent = host.Service.Client(old.Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => agent.PostAsync("/v1/tokens/rotate", content: null)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("""{"tools":[],"permissions":["read"]}""", "tools")]
    [InlineData("""{"tools":["Serp"],"permissions":["read"]}""", "tools[0]")]
    [InlineData("""{"tools":["serpapi\n"],"permissions":["read"]}""", "tools[0]")]
    [InlineData("""{"tools":[null],"permissions":["read"]}""", "tools[0]")]
    [InlineData("""{"tools":["*"],"permissions":["execute"]}""", "permissions[0]")]
    [InlineData("""{"tools":["*"],"permissions":["read"],"ttl_seconds":0}""", "ttl_seconds")]
    [InlineData("""{"tools":["*"],"permissions":["read"],"ttl_seconds":86401}""", "ttl_seconds")]
    [InlineData("""{"tools":["*"],"permissions":["read"],"expires_at":"2030-03-01T12:00:00Z"}""", "expires_at")]
    [InlineData("""{"tools":["*"],"permissions":["read"],"expires_at":"2030-03-02T12:00:31Z"}""", "expires_at")]
    [InlineData("""{"tools":["*"],"permissions":["read"],"ttl_seconds":60,"expires_at":"2030-03-01T13:00:00Z"}""", "expires_at")]
    public async Task Issue_BadRequest_NamesTheField(string body, string field)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded, AuthHost.NewClock());
        var agent = await host.CreateAgentAsync();

        var response = await host.Admin.PostAsync(
            $"/v1/agents/{agent.AgentId}/tokens", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(field, Assert.Single(problem.Errors!).Key);
    }

    [Theory, BothBackends]
    public async Task Restart_TokenIssuedBefore_StaysGood(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        string token;
        await using (var before = await AuthHost.StartAsync(storage))
        {
            token = (await before.IssueAsync((await before.CreateAgentAsync()).AgentId)).Token;
        }

        await using var after = await AuthHost.StartAsync(storage);
        Assert.Null(await after.RefusalOfAsync(token));
    }
}
