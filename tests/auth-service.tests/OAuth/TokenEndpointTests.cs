using System.Net;
using FourRunr.Auth.OAuth;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Contracts;
using FourRunr.Testing;
using Jose;
using Xunit;

namespace FourRunr.Auth.Tests.OAuth;

public sealed class TokenEndpointTests
{
    [Theory]
    [InlineData(Backend.Embedded, JwsAlgorithm.RS256)]
    [InlineData(Backend.Embedded, JwsAlgorithm.PS256)]
    [InlineData(Backend.Cluster, JwsAlgorithm.RS256)]
    public async Task Token_OwnAssertion_IsGoodForTheScope(Backend backend, JwsAlgorithm algorithm)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);

        using var response = await host.RequestTokenAsync(
            Assertions.Make(agent.AgentId, key, host.Now, algorithm: algorithm), "serpapi gmail_send:write");

        var answer = await response.ReadAsync<OAuthTokenResponse>();
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(("Bearer", 900L), (answer.TokenType, answer.ExpiresIn));
        Assert.Equal("serpapi:read gmail_send:read gmail_send:write", answer.Scope);
        var introspected = await host.IntrospectAsync(answer.AccessToken);
        Assert.Equal((agent.AgentId, answer.TokenId), (introspected.Sub!, introspected.Jti!));
        Assert.Equal(["serpapi", "gmail_send"], introspected.Tools);
        Assert.Equal(["read", "write"], introspected.Permissions);
    }

    [Theory, BothBackends]
    public async Task Token_SameAssertion50TimesInParallelOnTwoReplicas_OneSucceeds(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        var clock = AuthHost.NewClock();
        await using var first = await AuthHost.StartAsync(storage, clock);
        // SQLite has one owner; there the second "replica" is the same one.
        await using var second = backend == Backend.Cluster ? await AuthHost.StartAsync(storage, clock) : null;
        var agent = await first.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);
        var assertion = Assertions.Make(agent.AgentId, key, first.Now);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            (i % 2 == 0 ? first : second ?? first).RequestTokenAsync(assertion)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal("invalid_client", (await refused.ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized)).Error);
        }

        // The first at each replica is kept by itself, the others as a sum.
        clock.Advance(SecurityEventSumWriter.Interval);
        await Eventually.TrueAsync(
            async () =>
            {
                var events = await (await first.Admin.GetAsync("/v1/security-events?limit=200")).ReadAsync<Page<SecurityEventResponse>>();
                return events.Items.Count <= 4 && events.Items.All(item => item.Kind == "assertion_replayed" && item.Subject == agent.AgentId)
                    && events.Items.Sum(item => item.Events ?? 1) == 49;
            },
            "all 49 replays are on record");
        var tokens = await (await first.Admin.GetAsync($"/v1/agents/{agent.AgentId}/tokens")).ReadAsync<Page<TokenResponse>>();
        Assert.Single(tokens.Items);
    }

    [Theory, BothBackends]
    public async Task Token_AssertionUsedBeforeRestart_Refused(Backend backend)
    {
        using var storage = await TestStorageSettings.CreateAsync(backend);
        string assertion;
        await using (var before = await AuthHost.StartAsync(storage))
        {
            var agent = await before.CreateAgentAsync();
            using var key = Assertions.KeyOf(agent);
            assertion = Assertions.Make(agent.AgentId, key, before.Now);
            await (await before.RequestTokenAsync(assertion)).ReadAsync<OAuthTokenResponse>();
        }

        await using var after = await AuthHost.StartAsync(storage);
        await (await after.RequestTokenAsync(assertion)).ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_ForgedAssertions_AllAnsweredAlike()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var (a, b) = (await host.CreateAgentAsync(), await host.CreateAgentAsync());
        using var keyA = Assertions.KeyOf(a);
        using var keyB = Assertions.KeyOf(b);
        var good = Assertions.Make(a.AgentId, keyA, host.Now);
        var publicKeyAsSecret = keyA.ExportSubjectPublicKeyInfo();
        string[] forgeries =
        [
            Assertions.Make(a.AgentId, keyB, host.Now),
            Assertions.Make(a.AgentId, keyB, host.Now, claims => claims["iss"] = b.AgentId),
            Assertions.Make("agt_00000000000000000000000000000000", keyA, host.Now),
            Assertions.Make("agt_\0", keyA, host.Now),
            Assertions.Make(a.AgentId, keyA, host.Now, claims => claims.Remove("iss")),
            Assertions.Make(a.AgentId, keyA, host.Now, algorithm: JwsAlgorithm.none),
            Assertions.Make(a.AgentId, keyA, host.Now, algorithm: JwsAlgorithm.RS512),
            JWT.Encode(JWT.Payload(good), publicKeyAsSecret, JwsAlgorithm.HS256),
            Assertions.Make(a.AgentId, keyA, host.Now, headers: new Dictionary<string, object> { ["jwk"] = "x" }),
            Assertions.Make(a.AgentId, keyA, host.Now, headers: new Dictionary<string, object> { ["crit"] = new[] { "exp" } }),
            good[..^4] + "AAAA",
            good + ".x",
            "rubbish",
            new string('a', 9000),
        ];

        var bodies = new HashSet<string>();
        foreach (var forgery in forgeries)
        {
            var error = await (await host.RequestTokenAsync(forgery)).ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized);
            bodies.Add((error with { CorrelationId = "" }).ToString());
        }

        Assert.Equal("invalid_client", bodies.Single().Split("Error = ")[1].Split(',')[0]);
        await (await host.RequestTokenAsync(good)).ReadAsync<OAuthTokenResponse>();
    }

    public static TheoryData<string, object?, bool> Claims() => new()
    {
        { "aud", "http://elsewhere", false },
        { "aud", "http://127.0.0.1:8080/oauth2/token", true },
        { "aud", "http://127.0.0.1:8081/oauth2/token", true },
        { "aud", new[] { "http://127.0.0.1:8081" }, true },
        { "aud", 7, false },
        { "exp", 0L, false },
        { "exp", -29L, true },
        { "exp", -31L, false },
        { "exp", 329L, true },
        { "exp", 332L, false },
        { "exp", null, false },
        { "nbf", 29L, true },
        { "nbf", 32L, false },
        { "iat", 32L, false },
        { "iat", null, true },
        { "jti", null, false },
        { "jti", "", false },
        { "jti", new string('j', 128), true },
        { "jti", new string('j', 129), false },
        { "jti", "nul\0", false },
    };

    [Theory, MemberData(nameof(Claims), DisableDiscoveryEnumeration = true)]
    public async Task Token_ClaimOfAssertion_CheckedAsSaid(string claim, object? value, bool good)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded, AuthHost.NewClock());
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);
        var assertion = Assertions.Make(agent.AgentId, key, host.Now, claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = (claim, value) switch
                {
                    ("exp", 0L) => 0L,
                    ("exp" or "nbf" or "iat", long seconds) => host.Now.AddSeconds(seconds).ToUnixTimeSeconds(),
                    _ => value,
                };
            }
        });

        using var response = await host.RequestTokenAsync(assertion);

        Assert.Equal(good ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("grant_type", null, "invalid_request")]
    [InlineData("grant_type", "", "invalid_request")]
    [InlineData("scope", "  ", "invalid_scope")]
    [InlineData("scope", "https://graph.example/.default", "invalid_scope")]
    [InlineData("scope", "serpapi:execute", "invalid_scope")]
    [InlineData("scope", "serpapi:read:write", "invalid_scope")]
    [InlineData("scope", "Serp", "invalid_scope")]
    [InlineData("ttl_seconds", "0", "invalid_request")]
    [InlineData("ttl_seconds", "86401", "invalid_request")]
    [InlineData("ttl_seconds", "1e3", "invalid_request")]
    public async Task Token_BadParameter_RefusedInOAuthWords(string parameter, string? value, string error)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var form = Assertions.Form("unused");
        form.Remove(parameter);
        if (value is not null)
        {
            form[parameter] = value;
        }

        using var client = host.Service.Client();
        var response = await client.PostAsync("/oauth2/token", new FormUrlEncodedContent(form));

        var body = await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest);
        Assert.Equal(error, body.Error);
        Assert.Equal(response.Headers.GetValues("X-Correlation-Id").Single(), body.CorrelationId);
    }

    [Fact]
    public async Task Token_UnreadableForm_InvalidRequest()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client();
        HttpContent[] bodies =
        [
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("grant_type", "client_credentials")]),
            new ByteArrayContent([0x67, 0x3d]),
            new FormUrlEncodedContent(Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"p{i}", "v"))),
        ];

        foreach (var body in bodies)
        {
            var response = await client.PostAsync("/oauth2/token", body);
            Assert.Equal("invalid_request", (await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.BadRequest)).Error);
        }

        var json = await (await client.PostAsync("/oauth2/token", new { })).ReadAsync<OAuthErrorResponse>(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal(("invalid_request", GatewayErrors.MediaTypeUnsupported.Code), (json.Error, json.Code));
    }

    [Theory, BothBackends]
    public async Task Token_SuspendedAgent_Returns401(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);
        await host.UpdateAgentAsync(agent.AgentId, new(Status: AgentStatus.Suspended));

        using var response = await host.RequestTokenAsync(Assertions.Make(agent.AgentId, key, host.Now));

        var error = await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized);
        Assert.Equal(("invalid_client", "agent_suspended"), (error.Error, error.Code));
    }
}
