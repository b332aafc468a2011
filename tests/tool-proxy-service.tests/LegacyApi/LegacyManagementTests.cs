using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.LegacyApi;

public sealed class LegacyManagementTests
{
    [Fact]
    public async Task CreateAgent_CredentialWithOddByte_401()
    {
        var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);

        var answer = await RawHttp.SendAsync(
            gateway.Proxy.Url,
            "POST /api/create-agent HTTP/1.1\nAuthorization: Bearer caf\u00e9\nContent-Type: application/json\nContent-Length: 23",
            "{\"name\":\"a\",\"role\":\"b\"}");

        Assert.Equal(401, answer.Status);
        Assert.Contains("\"code\":\"token_invalid\"", answer.Body, StringComparison.Ordinal);
        Assert.Empty(gateway.Auth.Received);
        Assert.Empty(logs.Errors);
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

        await response.MustBeLegacyAsync(GatewayErrors.TokenMissing);
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

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("long")]
    public async Task GenerateToken_AgentIdThatIsNone_NotFound(string agentId)
    {
        await using var gateway = await TestGateway.StartAsync();
        agentId = agentId == "long" ? new string('a', 100_000) : agentId;

        var response = await gateway.Proxy.AdminClient().PostAsJsonAsync(
            "/api/generate-token", new { agent_id = agentId, tools = new[] { "*" }, permissions = new[] { "*" } });

        await response.MustBeLegacyAsync(GatewayErrors.NotFound);
        Assert.Empty(gateway.Auth.Received);
    }

    [Theory]
    [InlineData("/api/create-agent", """{"name":"scout","role":"scraper"}""")]
    [InlineData("/api/generate-token", """{"agent_id":"agt_1","tools":["*"],"permissions":["*"]}""")]
    public async Task Management_CredentialOfOtherCharacters_401NotAnOutage(string path, string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        // By hand: a client of .NET sends no such header.
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, gateway.Proxy.Url.Port);
        await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer caf\u00e9\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var answer = new StreamReader(connection.GetStream());

        Assert.Matches("^HTTP/1.1 40[01] ", await answer.ReadLineAsync());
        Assert.Empty(gateway.Auth.Received);
    }

    [Fact]
    public async Task CreateAgent_AuthServiceAway_503InTheOldForm()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Auth.StopAsync();

        var response = await gateway.Proxy.AdminClient().PostAsJsonAsync("/api/create-agent", new { name = "scout", role = "scraper" });

        var error = await response.MustBeLegacyAsync(GatewayErrors.DependencyUnavailable);
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

    [Fact]
    public async Task HealthAndReady_SayWhatEarlierClientsReadBesideOurOwn()
    {
        await using var gateway = await TestGateway.StartAsync();

        var health = (await gateway.Client(null).GetFromJsonAsync<JsonObject>("/health"))!;
        var ready = (await gateway.Client(null).GetFromJsonAsync<JsonObject>("/ready"))!;
        await gateway.Policy.StopAsync();
        // What was found a moment ago is believed for a second.
        var away = new JsonObject();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await gateway.Client(null).GetAsync("/ready");
                away = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "the service that is away is missed");

        Assert.Equal((true, "ok"), (health["ok"]!.GetValue<bool>(), health["status"]!.GetValue<string>()));
        Assert.Equal((DeclaredVersion.Text, DeclaredVersion.Text), (health["version"]!.GetValue<string>(), ready["version"]!.GetValue<string>()));
        Assert.True(DateTimeOffset.TryParse(health["time"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture, out _));
        Assert.Equal((true, "ok"), (ready["ready"]!.GetValue<bool>(), ready["status"]!.GetValue<string>()));
        Assert.Equal(ready["parts"]!.AsObject().Select(part => part.Key), ready["checks"]!.AsObject().Select(check => check.Key));
        Assert.All(ready["checks"]!.AsObject(), check => Assert.True(check.Value!.GetValue<bool>()));
        Assert.Equal((false, "unavailable"), (away["ready"]!.GetValue<bool>(), away["status"]!.GetValue<string>()));
        Assert.False(away["checks"]!["policy-service"]!.GetValue<bool>());
    }

    private static async Task<string> StatusAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<string>();

    private static AgentResponse Agent() => new()
    {
        AgentId = TestGateway.AgentId,
        Name = "scout",
        Role = "scraper",
        Status = AgentStatus.Active,
        CreatedAt = DateTimeOffset.UnixEpoch,
        KeyThumbprint = "thumb",
    };
}
