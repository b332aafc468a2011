using System.Net;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.Testing;
using Jose;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Tokens;

public sealed class ForgeryTests
{
    [Theory, BothBackends]
    public async Task Introspect_AnyForgery_SameAnswerToEveryone(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend, AuthHost.NewClock());
        var agent = await host.CreateAgentAsync();
        var good = (await host.IssueAsync(agent.AgentId)).Token;

        var answers = new Dictionary<string, List<string>>();
        foreach (var (name, forgery) in Forgeries(host, agent.AgentId, good))
        {
            var answer = await AnswerToAsync(host, forgery);
            answers[answer] = [.. answers.GetValueOrDefault(answer, []), name];
            Assert.Equal(IntrospectionResponse.Inactive(GatewayErrors.TokenInvalid), await host.IntrospectAsync(forgery));
        }

        // One kind of answer, byte for byte, whatever is wrong.
        Assert.True(answers.Count == 1, string.Join("\n", answers.Select(answer => $"{answer.Key}: {string.Join(", ", answer.Value)}")));
        Assert.Contains("\"code\":\"token_invalid\"", answers.Keys.Single(), StringComparison.Ordinal);
        Assert.Null(await host.RefusalOfAsync(good));
    }

    [Fact]
    public async Task Introspect_EachRegionFlipped_Refused()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var good = (await host.IssueAsync((await host.CreateAgentAsync()).AgentId)).Token;

        // Every 16th character, and the last of each part: there the bits that base64url ignores are.
        int[] positions = [.. Enumerable.Range(0, good.Length).Where(i => i % 16 == 0 && good[i] != '.'),
            good.IndexOf('.') - 1, good.LastIndexOf('.') - 1, good.Length - 1];
        foreach (var position in positions)
        {
            Assert.Equal("token_invalid", await host.RefusalOfAsync(Forge.Flip(good, position)));
        }

        Assert.Equal("token_invalid", await host.RefusalOfAsync(good + "="));
        Assert.Equal("token_invalid", await host.RefusalOfAsync(good + " "));
        Assert.Empty((await (await host.Admin.GetAsync("/v1/security-events")).ReadAsync<Page<SecurityEventResponse>>()).Items);
    }

    [Fact]
    public async Task Introspect_BadMac_NoRsaWork()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var good = (await host.IssueAsync((await host.CreateAgentAsync()).AgentId)).Token;
        using var decryptions = new MetricCollector<long>(
            host.Service.Services.GetRequiredService<GatewayMeter>().Meter, "gateway_token_decryptions");

        foreach (var position in new[] { 0, good.IndexOf('.') + 50, good.Length - 5 })
        {
            Assert.Equal("token_invalid", await host.RefusalOfAsync(Forge.Flip(good, position)));
        }

        Assert.Empty(decryptions.GetMeasurementSnapshot());
        Assert.Null(await host.RefusalOfAsync(good));
        Assert.Single(decryptions.GetMeasurementSnapshot());
    }

    [Theory, BothBackends]
    public async Task Introspect_SignedButNotInRegistry_InvalidAndSecurityEvent(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentAsync();
        using var events = new MetricCollector<long>(
            host.Service.Services.GetRequiredService<GatewayMeter>().Meter, "gateway_security_events");
        var registered = await host.IssueAsync(agent.AgentId);
        var unknown = Forge.Token(host, agent.AgentId);
        var twin = Forge.Token(host, agent.AgentId, claims => claims with { Jti = registered.TokenId });

        Assert.Equal("token_invalid", await host.RefusalOfAsync(unknown));
        Assert.Equal("token_invalid", await host.RefusalOfAsync(twin));
        Assert.Null(await host.RefusalOfAsync(registered.Token));

        var kept = (await (await host.Admin.GetAsync("/v1/security-events")).ReadAsync<Page<SecurityEventResponse>>()).Items;
        Assert.Equal(["provenance_mismatch", "provenance_mismatch"], kept.Select(item => item.Kind));
        Assert.Contains(kept, item => item.Subject == registered.TokenId && item.Detail.Contains("differs", StringComparison.Ordinal));
        Assert.All(kept, item => Assert.NotNull(item.CorrelationId));
        Assert.Equal(2, events.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
        Assert.Equal("provenance_mismatch", events.LastMeasurement!.Tags["kind"]);
    }

    [Fact]
    public async Task Introspect_SignedAndExpired_TokenExpired()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();

        var expired = Forge.Token(host, agent.AgentId, claims => claims with { Exp = host.Now.ToUnixTimeSeconds() - 1 });

        Assert.Equal("token_expired", await host.RefusalOfAsync(expired));
    }

    private static IEnumerable<(string Name, string Token)> Forgeries(AuthHost host, string agentId, string good)
    {
        var key = Forge.StolenKey(host);
        var parts = good.Split('.');
        var claims = Forge.ClaimsFor(host, agentId, key);
        var inner = Forge.Encrypt(key, claims);
        var now = host.Now.ToUnixTimeSeconds();
        var otherMac = RandomNumberGenerator.GetBytes(32);
        var header = new Dictionary<string, object> { ["kid"] = key.Kid };

        yield return ("garbage", "garbage");
        yield return ("dots", "..");
        yield return ("four parts", good + ".x");
        yield return ("over 8 KiB", good + new string('A', 8 * 1024));
        yield return ("flipped header", Forge.Flip(good, 3));
        yield return ("flipped payload", Forge.Flip(good, parts[0].Length + 40));
        yield return ("flipped MAC", Forge.Flip(good, good.Length - 8));
        yield return ("no MAC", $"{parts[0]}.{parts[1]}.");
        yield return ("JWE without MAC", inner);
        yield return ("unsigned", JWT.Encode(inner, null, JwsAlgorithm.none, header));
        yield return ("other MAC key", JWT.Encode(inner, otherMac, JwsAlgorithm.HS256, header));
        yield return ("HS512", JWT.Encode(inner, key.MacKey.Concat(key.MacKey).ToArray(), JwsAlgorithm.HS512, header));
        yield return ("RS256", JWT.Encode(inner, key.Rsa, JwsAlgorithm.RS256, header));
        yield return ("unknown kid", JWT.Encode(inner, key.MacKey, JwsAlgorithm.HS256, new Dictionary<string, object> { ["kid"] = "key_0" }));
        yield return ("no kid", JWT.Encode(inner, key.MacKey, JwsAlgorithm.HS256));
        foreach (var member in new[] { "zip", "crit", "jku", "jwk", "x5u", "x" })
        {
            yield return ($"outer {member}", Forge.Token(host, agentId, outer: new() { [member] = "DEF" }));
        }

        foreach (var member in new[] { "jku", "jwk", "x5u", "x" })
        {
            yield return ($"inner {member}", Forge.Token(host, agentId, inner: new() { [member] = "x" }));
        }

        yield return ("inner zip", Forge.Sign(key, JWT.Encode(
            "{}", key.Rsa, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM, JweCompression.DEF, header)));
        yield return ("typ", Forge.Token(host, agentId, outer: new() { ["typ"] = "at+jwt" }));
        yield return ("duplicate alg", Forge.SignRaw(key, $$"""{"alg":"HS256","alg":"HS256","kid":"{{key.Kid}}"}""", inner));
        yield return ("header no object", Forge.SignRaw(key, "[]", inner));
        yield return ("header null", Forge.SignRaw(key, "null", inner));
        yield return ("payload no JWE", Forge.Sign(key, "{}"));
        yield return ("payload JWS", Forge.Sign(key, good));
        yield return ("inner RSA-OAEP", Forge.Sign(key, Forge.Encrypt(key, claims, algorithm: JweAlgorithm.RSA_OAEP)));
        yield return ("inner A128GCM", Forge.Sign(key, Forge.Encrypt(key, claims, encryption: JweEncryption.A128GCM)));
        yield return ("inner other kid", Forge.Sign(key, Forge.Encrypt(key, claims, new() { ["kid"] = "key_0" })));
        yield return ("inner flipped", Forge.Sign(key, Forge.Flip(inner, inner.Length - 60)));
        yield return ("claims no object", Forge.Sign(key, JWT.Encode(
            "[]", key.Rsa, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM, extraHeaders: header)));
        yield return ("other issuer", Forge.Token(host, agentId, token => token with { Iss = "http://elsewhere" }));
        yield return ("other audience", Forge.Token(host, agentId, token => token with { Aud = "elsewhere" }));
        yield return ("not yet valid", Forge.Token(host, agentId, token => token with { Nbf = now + 31 }));
        yield return ("issued later", Forge.Token(host, agentId, token => token with { Iat = now + 31 }));
        yield return ("claims of another kid", Forge.Token(host, agentId, token => token with { Kid = "key_0" }));
        yield return ("not registered", Forge.Token(host, agentId));
    }

    /// <summary>What a caller sees who uses the token as a bearer: status, headers and body, without what differs every time.</summary>
    private static async Task<string> AnswerToAsync(AuthHost host, string token)
    {
        using var client = host.Service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tokens/rotate");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.Add("X-Correlation-Id", "same");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        response.Headers.Remove("Date");
        return $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}";
    }
}
