using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.LegacyApi;

public sealed class LegacyApiTests
{
    [Fact]
    public async Task ProxyRequest_Allowed_AnswersInTheOldForm()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await PostAsync(gateway, new
        {
            agent_token = TestGateway.Token,
            token_id = TestGateway.TokenId,
            tool = "serpapi",
            action = "search",
            @params = new { q = "coffee" },
            proof_payload = "whatever",
            something_new = 1,
        });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = (await response.Content.ReadFromJsonAsync<LegacyProxyResponse>(GatewayJson.Strict))!;
        Assert.True(answer.Success);
        Assert.NotNull(answer.Data);
        Assert.Equal((TestGateway.AgentId, "scout", "serpapi", "search"),
            (answer.Metadata.AgentId, answer.Metadata.AgentName, answer.Metadata.Tool, answer.Metadata.Action));
        Assert.NotNull(response.Header("RateLimit"));
        Assert.Equal("ok", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Fact]
    public async Task ProxyRequest_Refused_HasStatusOfV1AndTheOldBody()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        var response = await PostAsync(gateway, Body());

        var error = await MustBeAsync(response, GatewayErrors.ScopeDenied);
        Assert.Equal("The policy denies it.", error.Error);
        Assert.Equal("deny serpapi:search", error.Rule);
        Assert.Equal(response.Header("X-Correlation-Id"), error.CorrelationId);
    }

    [Fact]
    public async Task ProxyRequest_TokenIdOfAnotherToken_401()
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["token_id"] = "tok_of_someone_else";

        await MustBeAsync(await PostAsync(gateway, body), GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task ProxyRequest_Forgery_401()
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Body();
        body["agent_token"] = "garbage";

        var response = await PostAsync(gateway, body);

        await MustBeAsync(response, GatewayErrors.TokenInvalid);
        Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"agent_token\":\"t\",\"agent_token\":\"u\",\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    [InlineData("{\"agent_token\":\"t\",\"tool\":\"a\",\"action\":\"b\",\"params\":[]}")]
    [InlineData("{\"agent_token\":\"\\ud800\",\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    [InlineData("{\"agent_token\":null,\"tool\":\"a\",\"action\":\"b\",\"params\":{}}")]
    public async Task ProxyRequest_BodyUnreadable_400(string body)
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(body, null, "application/json"));

        await MustBeAsync(response, GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData("{\"q\":\"a\",\"q\":\"b\"}")]
    [InlineData("{\"q\":\"\\ud800\"}")]
    public async Task ProxyRequest_ParamsUnreadable_400(string parameters)
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = "{\"agent_token\":\"" + TestGateway.Token + "\",\"tool\":\"serpapi\",\"action\":\"search\",\"params\":" + parameters + "}";

        var response = await gateway.Client(null).PostAsync("/api/proxy-request", new StringContent(body, null, "application/json"));

        await MustBeAsync(response, GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task CreateAgent_WithOperatorKey_PassesItOn()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Answer = context => context.Response.WriteAsJsonAsync(Agent() with { PrivateKeyPem = "the pem" }, GatewayJson.Tolerant);

        var response = await gateway.Proxy.AdminClient().PostAsJsonAsync(
            "/api/create-agent", new { name = "scout", created_by = "me", role = "scraper" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var made = (await response.Content.ReadFromJsonAsync<LegacyCreateAgentResponse>(GatewayJson.Strict))!;
        Assert.Equal((TestGateway.AgentId, "the pem"), (made.AgentId, made.PrivateKey));
        var received = Assert.Single(gateway.Auth.Received);
        Assert.Equal(("POST", "/v1/agents"), (received.Method, received.Path));
        Assert.Equal($"Bearer {TestSecrets.AdminKey}", received.Headers["Authorization"]);
        Assert.Equal(response.Header("X-Correlation-Id"), received.Headers["X-Correlation-Id"]);
        Assert.Equal("""{"name":"scout","role":"scraper","created_by":"me"}""", received.Body);
    }

    [Fact]
    public async Task CreateAgent_WithoutKey_AuthServiceRefuses()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Auth.Answer = context => new Hosting.Errors.ProblemResult(
            context.Request.Headers.Authorization.Count == 0 ? GatewayErrors.TokenMissing : GatewayErrors.AccessDenied).ExecuteAsync(context);

        var response = await gateway.Client(null).PostAsJsonAsync("/api/create-agent", new { name = "scout", role = "scraper" });

        await MustBeAsync(response, GatewayErrors.TokenMissing);
    }

    [Fact]
    public async Task GenerateToken_WithOperatorKey_AnswersTokenAndName()
    {
        await using var gateway = await TestGateway.StartAsync();
        var end = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);
        gateway.Auth.Answer = context => context.Request.Method == "GET"
            ? context.Response.WriteAsJsonAsync(Agent(), GatewayJson.Tolerant)
            : context.Response.WriteAsJsonAsync(new TokenIssued("the token", TestGateway.TokenId, "Bearer", end), GatewayJson.Tolerant);

        var response = await gateway.Proxy.AdminClient().PostAsJsonAsync("/api/generate-token", new
        {
            agent_id = TestGateway.AgentId,
            tools = new[] { "serpapi" },
            permissions = new[] { "read" },
            expires_at = end,
        });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(
            new LegacyGenerateTokenResponse("the token", TestGateway.TokenId, end, "scout"),
            await response.Content.ReadFromJsonAsync<LegacyGenerateTokenResponse>(GatewayJson.Strict));
        Assert.Equal($"/v1/agents/{TestGateway.AgentId}/tokens", gateway.Auth.Received.Last().Path);
    }

    [Fact]
    public async Task GenerateToken_AgentIdIsAPath_StaysWithinTheAgents()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.Proxy.AdminClient().PostAsJsonAsync(
            "/api/generate-token", new { agent_id = "../revocations", tools = new[] { "*" }, permissions = new[] { "*" } });

        Assert.StartsWith("/v1/agents/", Assert.Single(gateway.Auth.Received).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAgent_AuthServiceAway_503InTheOldForm()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Auth.StopAsync();

        var response = await gateway.Proxy.AdminClient().PostAsJsonAsync("/api/create-agent", new { name = "scout", role = "scraper" });

        var error = await MustBeAsync(response, GatewayErrors.DependencyUnavailable);
        Assert.Equal(1, error.RetryAfterSeconds);
        Assert.Equal("1", response.Header("Retry-After"));
    }

    [Theory]
    [InlineData("/ready")]
    [InlineData("/health/ready")]
    public async Task Ready_AServiceAway_IsNotReadyButAlive(string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var well = await gateway.Client(null).GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "ok"), (well.StatusCode, await StatusAsync(well)));

        await gateway.Policy.StopAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                using var away = await gateway.Client(null).GetAsync(path);
                return (away.StatusCode, await StatusAsync(away)) == (HttpStatusCode.ServiceUnavailable, "unavailable");
            },
            "it says that it is not ready");
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(null).GetAsync("/health")).StatusCode);
    }

    private static async Task<string> StatusAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<string>();

    private static JsonObject Body() => new()
    {
        ["agent_token"] = TestGateway.Token,
        ["tool"] = "serpapi",
        ["action"] = "search",
        ["params"] = new JsonObject { ["q"] = "coffee" },
    };

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, object body) =>
        gateway.Client(null).PostAsJsonAsync("/api/proxy-request", body);

    private static AgentResponse Agent() => new()
    {
        AgentId = TestGateway.AgentId,
        Name = "scout",
        Role = "scraper",
        Status = AgentStatus.Active,
        CreatedAt = DateTimeOffset.UnixEpoch,
        KeyThumbprint = "thumb",
    };

    private static async Task<LegacyError> MustBeAsync(HttpResponseMessage response, ErrorKind kind)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = (await response.Content.ReadFromJsonAsync<LegacyError>(GatewayJson.Strict))!;
        Assert.Equal((kind.Code, kind.Status), (error.Code, (int)response.StatusCode));
        return error;
    }
}
