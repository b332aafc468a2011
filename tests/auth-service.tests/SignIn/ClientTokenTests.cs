using System.Net;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.SignIn;

/// <summary>Codes and refresh tokens: each is good once, for whom it was made, and what came of a stolen one ends.</summary>
public sealed class ClientTokenTests
{
    [Theory, BothBackends]
    public async Task Exchange_GoodCode_IsAnOrdinaryTokenOfTheAgent(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);

        using var decided = await scene.DecideAsync(await scene.ConsentAsync());
        var answer = SignInScene.Answer(decided);
        Assert.Equal(("st&te\"", SignInScene.Issuer), (answer["state"], answer["iss"]));
        var token = await (await scene.ExchangeAsync(answer["code"]!)).ReadAsync<OAuthTokenResponse>();

        var holder = await scene.Host.IntrospectAsync(token.AccessToken);
        Assert.Equal((true, scene.Agent.AgentId, null), (holder.Active, holder.Sub, holder.Aud));
        // Without a scope, everything that policies allow.
        Assert.Equal("serpapi:read http_fetch:read openai:write gmail_send:read gmail_send:write", token.Scope);
        Assert.StartsWith("4rrt_", token.RefreshToken, StringComparison.Ordinal);
        Assert.Equal(["client_authorized"], await scene.EventsAsync());
    }

    [Theory, BothBackends]
    public async Task Revoke_ByTheClientThatHoldsIt_EndsTheConsent(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var (first, second) = (await scene.TokenAsync(), await scene.TokenAsync());

        // Neither of another client, nor of none.
        foreach (var (token, clientId) in new[] { (first.RefreshToken!, "4rcl_somebody_else"), ("4rrt_unknown", scene.ClientId) })
        {
            Assert.Equal(HttpStatusCode.OK, (await scene.RevokeAsync(token, clientId)).StatusCode);
        }

        Assert.True((await scene.Host.IntrospectAsync(first.AccessToken)).Active);
        Assert.Equal(HttpStatusCode.OK, (await scene.RevokeAsync(first.RefreshToken!)).StatusCode);
        Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(first.AccessToken));
        await SignInScene.MustFailAsync(scene.RefreshAsync(first.RefreshToken!), "invalid_grant");

        // The other consent stands until its access token is given back.
        Assert.Equal(HttpStatusCode.OK, (await scene.RevokeAsync(second.AccessToken)).StatusCode);
        Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(second.AccessToken));
        await SignInScene.MustFailAsync(scene.RefreshAsync(second.RefreshToken!), "invalid_grant");
    }

    [Theory]
    [InlineData("agt_00000000000000000000000000000001", "4rrt_x", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("4rcl_client", "", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Revoke_WithoutWhatIsNeeded_SaysSo(string clientId, string token, HttpStatusCode status, string error)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        using var response = await scene.RevokeAsync(token, clientId);

        Assert.Equal(error, (await response.ReadAsync<OAuthErrorResponse>(status)).Error);
    }

    [Theory, BothBackends]
    public async Task Exchange_CodeSentTwice_EndsAllThatCameOfIt(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var code = await scene.CodeAsync();
        var token = await (await scene.ExchangeAsync(code)).ReadAsync<OAuthTokenResponse>();

        await SignInScene.MustFailAsync(scene.ExchangeAsync(code), "invalid_grant");

        Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(token.AccessToken));
        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!), "invalid_grant");
        Assert.Contains("authorization_code_replayed", await scene.EventsAsync());
    }

    [Theory, BothBackends]
    public async Task Exchange_ManyAtOnce_OneWinsAtMost(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var code = await scene.CodeAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => scene.ExchangeAsync(code)));

        Assert.InRange(responses.Count(response => response.StatusCode == HttpStatusCode.OK), 0, 1);
        foreach (var won in responses.Where(response => response.StatusCode == HttpStatusCode.OK))
        {
            var token = await won.ReadAsync<OAuthTokenResponse>();
            Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(token.AccessToken));
        }
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-that-is-long-enough-for-rfc-7636")]
    [InlineData("code_verifier", "short")]
    [InlineData("redirect_uri", "http://127.0.0.1:7778/callback")]
    [InlineData("client_id", "4rcl_somebody_else")]
    public async Task Exchange_NotByWhoAsked_RefusedAndTheCodeIsGone(string parameter, string value)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        var code = await scene.CodeAsync();

        await SignInScene.MustFailAsync(scene.ExchangeAsync(code, form => form[parameter] = value), "invalid_grant");

        await SignInScene.MustFailAsync(scene.ExchangeAsync(code), "invalid_grant");
    }

    [Theory]
    [InlineData("code")]
    [InlineData("code_verifier")]
    [InlineData("redirect_uri")]
    [InlineData("client_id")]
    public async Task Exchange_WithoutAParameter_InvalidRequest(string parameter)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        await SignInScene.MustFailAsync(scene.ExchangeAsync("4rac_x", form => form.Remove(parameter)), "invalid_request");
    }

    [Fact]
    public async Task Exchange_After60Seconds_Refused()
    {
        var clock = AuthHost.NewClock();
        await using var scene = await SignInScene.StartAsync(Backend.Embedded, clock);
        var code = await scene.CodeAsync();

        clock.Advance(TimeSpan.FromSeconds(61));

        await SignInScene.MustFailAsync(scene.ExchangeAsync(code), "invalid_grant");
    }

    [Theory, BothBackends]
    public async Task Refresh_UsedToken_EndsTheFamily(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var first = await scene.TokenAsync();
        var second = await (await scene.RefreshAsync(first.RefreshToken!)).ReadAsync<OAuthTokenResponse>();
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        Assert.Null(await scene.Host.RefusalOfAsync(second.AccessToken));

        await SignInScene.MustFailAsync(scene.RefreshAsync(first.RefreshToken!), "invalid_grant");

        Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(first.AccessToken));
        Assert.Equal("token_revoked", await scene.Host.RefusalOfAsync(second.AccessToken));
        await SignInScene.MustFailAsync(scene.RefreshAsync(second.RefreshToken!), "invalid_grant");
        Assert.Contains("refresh_token_reused", await scene.EventsAsync());
    }

    [Theory, BothBackends]
    public async Task Refresh_AfterTheTokenWasRevoked_Refused(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var token = await scene.TokenAsync();

        await (await scene.Host.Admin.PostAsync($"/v1/tokens/{token.TokenId}/revoke", new RevokeTokenRequest("gone"))).ReadAsync<TokenResponse>();

        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!), "invalid_grant");
    }

    [Theory, BothBackends]
    public async Task Refresh_AfterTheKillSwitch_Refused(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var token = await scene.TokenAsync();

        await scene.Host.Admin.PostAsync("/v1/revocations", new KillSwitchRequest("drill", AgentId: scene.Agent.AgentId));

        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!), "invalid_grant");
        // A new consent is a new beginning.
        Assert.Null(await scene.Host.RefusalOfAsync((await scene.TokenAsync()).AccessToken));
    }

    [Fact]
    public async Task Refresh_ByAnotherClientOrForASuspendedAgent_Refused()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        var token = await scene.TokenAsync();

        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!, form => form["client_id"] = "4rcl_other"), "invalid_grant");
        await scene.Host.UpdateAgentAsync(scene.Agent.AgentId, new UpdateAgentRequest(AgentStatus.Suspended));
        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!), "invalid_grant");
        await scene.Host.UpdateAgentAsync(scene.Agent.AgentId, new UpdateAgentRequest(AgentStatus.Active));

        await (await scene.RefreshAsync(token.RefreshToken!)).ReadAsync<OAuthTokenResponse>();
    }

    [Theory, BothBackends]
    public async Task Resource_OfOneTool_BindsTokenAndScope(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        const string resource = $"{SignInScene.Issuer}/mcp/gmail_send";

        var token = await scene.TokenAsync(request => request["resource"] = resource);
        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!, form => form["resource"] = $"{SignInScene.Issuer}/mcp"), "invalid_target");
        var next = await (await scene.RefreshAsync(token.RefreshToken!, form => form["resource"] = resource)).ReadAsync<OAuthTokenResponse>();

        Assert.Equal("gmail_send:read gmail_send:write", token.Scope);
        Assert.Equal((resource, resource), ((await scene.Host.IntrospectAsync(token.AccessToken)).Aud, (await scene.Host.IntrospectAsync(next.AccessToken)).Aud));
        // It is good for that endpoint alone: not for rotation, say.
        using var client = scene.Host.Service.Client(next.AccessToken);
        using var rotated = await client.PostAsync("/v1/tokens/rotate", content: null);
        Assert.Equal(HttpStatusCode.Unauthorized, rotated.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.test/mcp")]
    [InlineData("http://127.0.0.1:8080/mcp/Bad-Name")]
    [InlineData("http://127.0.0.1:8080.evil.test/mcp")]
    [InlineData("http://127.0.0.1:8080/mcp?x=1")]
    public async Task Resource_Foreign_InvalidTarget(string resource)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        using var key = Assertions.KeyOf(scene.Agent);
        var form = Assertions.Form(Assertions.Make(scene.Agent.AgentId, key, scene.Host.Now));
        form["resource"] = resource;
        using var client = scene.Host.Service.Client();

        await SignInScene.MustFailAsync(scene.ExchangeAsync(await scene.CodeAsync(), code => code["resource"] = resource), "invalid_target");
        await SignInScene.MustFailAsync(client.PostAsync("/oauth2/token", new FormUrlEncodedContent(form)), "invalid_target");
    }

    [Fact]
    public async Task Scope_Refreshed_NeverMoreThanWasGranted()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        var token = await scene.TokenAsync(request => request["scope"] = "serpapi:read gmail_send:read");
        Assert.Equal("serpapi:read gmail_send:read", token.Scope);

        await SignInScene.MustFailAsync(scene.RefreshAsync(token.RefreshToken!, form => form["scope"] = "gmail_send:write"), "invalid_scope");
        var less = await (await scene.RefreshAsync(token.RefreshToken!, form => form["scope"] = "serpapi:read")).ReadAsync<OAuthTokenResponse>();

        Assert.Equal("serpapi:read", less.Scope);
    }
}
