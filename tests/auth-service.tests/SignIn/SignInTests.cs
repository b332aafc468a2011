using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.SignIn;

/// <summary>The pages: who may sign in, what is shown, and where the browser is sent.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task Pages_NoScriptNoFrameNoCache()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        foreach (var response in (HttpResponseMessage[])[await scene.OpenAsync(), await scene.SignInAsync(), await scene.OpenAsync(request => request.Remove("client_id"))])
        {
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
            Assert.True(response.Headers.CacheControl?.NoStore);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            var page = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(TestSecrets.AdminKey, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_TextOfStrangers_IsNoMarkup()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        var page = await (await scene.SignInAsync(request => request["state"] = "\"><b>")).Content.ReadAsStringAsync();
        var first = await (await scene.OpenAsync(request => request["state"] = "\"><b>")).Content.ReadAsStringAsync();

        Assert.Contains("Editor &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:7777", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page + first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_id", null)]
    [InlineData("client_id", "http://client.test/metadata.json")]
    [InlineData("client_id", "https://client.test")]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "javascript:alert(1)")]
    [InlineData("redirect_uri", "http://client.test/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:7777@evil.test/callback")]
    public async Task Open_BadClientOrRedirectUri_APageAndNoRedirect(string parameter, string? value)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        void Change(Dictionary<string, string> request)
        {
            request.Remove(parameter);
            if (value is not null)
            {
                request[parameter] = value;
            }
        }

        using var opened = await scene.OpenAsync(Change);
        using var posted = await scene.SignInAsync(Change);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (opened.StatusCode, posted.StatusCode));
        Assert.Null(opened.Headers.Location ?? posted.Headers.Location);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7777/other")]
    [InlineData("http://localhost:7777/callback")]
    [InlineData("http://127.0.0.1:7777/callback?x=1")]
    [InlineData("https://127.0.0.1/callback")]
    [InlineData("https://evil.test/callback")]
    public async Task SignIn_RedirectUriOfSomebodyElse_APageAndNoRedirect(string uri)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        using var response = await scene.SignInAsync(request => request["redirect_uri"] = uri);

        Assert.Equal((HttpStatusCode.BadRequest, null), (response.StatusCode, response.Headers.Location));
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("scope", "no scope:at:all", "invalid_scope")]
    [InlineData("resource", "https://elsewhere.test/mcp", "invalid_target")]
    [InlineData("resource", "http://127.0.0.1:8080/v1/tools", "invalid_target")]
    public async Task SignIn_BadRequestOfAVerifiedClient_IsToldToIt(string parameter, string value, string error)
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);

        using var opened = await scene.OpenAsync(request => request[parameter] = value);
        using var response = await scene.SignInAsync(request => request[parameter] = value);

        // Nobody is sent anywhere before an operator has signed in.
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        var answer = SignInScene.Answer(response);
        Assert.Equal((error, "st&te\"", SignInScene.Issuer), (answer["error"], answer["state"], answer["iss"]));
    }

    [Fact]
    public async Task SignIn_WrongKeyOrAuditor_Refused()
    {
        await using var scene = await SignInScene.StartAsync(Backend.Embedded);
        var auditor = await scene.Host.CreateOperatorKeyAsync(OperatorRole.Auditor);
        var token = (await scene.Host.IssueAsync(scene.Agent.AgentId)).Token;

        using var wrong = await scene.SignInAsync(key: "4rop_wrong");
        using var agent = await scene.SignInAsync(key: token);
        using var service = await scene.SignInAsync(key: TestSecrets.ServiceKey);
        using var reader = await scene.SignInAsync(key: auditor);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden),
            (wrong.StatusCode, agent.StatusCode, service.StatusCode, reader.StatusCode));
    }

    [Theory, BothBackends]
    public async Task Consent_FromAnotherPageOrWithoutItsSecret_Refused(Backend backend)
    {
        await using var scene = await SignInScene.StartAsync(backend);
        var consent = await scene.ConsentAsync();

        using var foreignKey = await scene.SignInAsync(origin: "https://evil.test");
        using var foreign = await scene.DecideAsync(consent, origin: "https://evil.test");
        using var guessed = await scene.DecideAsync("4rco_guessed");
        using var good = await scene.DecideAsync(consent, origin: SignInScene.Issuer);
        using var again = await scene.DecideAsync(consent);

        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.SeeOther, HttpStatusCode.BadRequest),
            (foreignKey.StatusCode, foreign.StatusCode, guessed.StatusCode, good.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task Consent_DeniedLateOrForAnAgentThatIsNot_NoCode()
    {
        var clock = AuthHost.NewClock();
        await using var scene = await SignInScene.StartAsync(Backend.Embedded, clock);

        var denied = SignInScene.Answer(await scene.DecideAsync(await scene.ConsentAsync(), decision: "deny"));
        using var unknown = await scene.DecideAsync(await scene.ConsentAsync(), agentId: "agt_00000000000000000000000000000000");
        var late = await scene.ConsentAsync();
        clock.Advance(TimeSpan.FromMinutes(6));
        using var expired = await scene.DecideAsync(late);

        Assert.Equal(("access_denied", null), (denied["error"], denied["code"]));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (unknown.StatusCode, expired.StatusCode));
    }

    [Fact]
    public async Task Bearer_NothingToDiscover()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded, arguments: "--MCP_AUTH=bearer");
        using var client = host.Service.Client();

        foreach (var path in (string[])["/.well-known/oauth-authorization-server", "/oauth2/authorize?client_id=x", "/oauth2/register"])
        {
            using var response = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }
}
