using System.Net;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Mcp;

public sealed class McpMessageTests
{
    [Theory]
    [InlineData("{", -32700)]
    [InlineData("", -32700)]
    [InlineData("5", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", -32700)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", -32600)]
    [InlineData("""{"id":1,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"serpapi__search","arguments":[]}}""", -32602)]
    public async Task Post_BadEnvelope_400WithTheCode(string body, int code)
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(await new McpClient(gateway).PostAsync(body), code);
        Assert.Empty(await gateway.RecordsAsync());
    }

    [Theory]
    [InlineData("tools/nope")]
    [InlineData("server/discover")]
    [InlineData("subscriptions/listen")]
    public async Task Post_MethodThatTheRevisionDoesNotHave_404(string method)
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(await new McpClient(gateway).SendAsync(method), -32601, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("initialize")]
    [InlineData("ping")]
    [InlineData("logging/setLevel")]
    public async Task PostModern_MethodOfEarlierRevisions_404(string method)
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(await new McpClient(gateway).SendModernAsync(method), -32601, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Mcp-Method", "tools/call")]
    [InlineData("Mcp-Method", "Server/Discover")]
    [InlineData("Mcp-Method", "")]
    public async Task PostModern_HeaderThatSaysSomethingElse_Mismatch(string name, string value)
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(await new McpClient(gateway).SendModernAsync("server/discover", null, (name, value)), -32020);
    }

    [Theory]
    [InlineData("wrong", false)]
    [InlineData("serpapi__search", true)]
    [InlineData("=?base64?c2VycGFwaV9fc2VhcmNo?=", true)]
    [InlineData("=?base64?d3Jvbmc=?=", false)]
    [InlineData("=?base64?!!!?=", false)]
    [InlineData("=?base64?=", false)]
    public async Task CallModern_NameInTheHeader_MustBeTheBodys(string header, bool isGood)
    {
        await using var gateway = await TestGateway.StartAsync();
        var parameters = new JsonObject { ["name"] = "serpapi__search", ["arguments"] = new JsonObject { ["q"] = "coffee" } };

        var response = await new McpClient(gateway).SendModernAsync("tools/call", parameters, ("Mcp-Name", header));

        if (isGood)
        {
            await McpClient.ResultAsync(response);
        }
        else
        {
            await McpClient.ErrorAsync(response, -32020);
            Assert.Empty(await gateway.RecordsAsync());
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"io.modelcontextprotocol/clientCapabilities":{}}""")]
    [InlineData("""{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}""")]
    public async Task PostModern_MetaWithoutWhatItMustHold_InvalidParams(string meta)
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(
            await new McpClient(gateway).SendModernAsync("server/discover", new JsonObject { ["_meta"] = JsonNode.Parse(meta) }), -32602);
    }

    [Fact]
    public async Task Post_UnknownRevision_SaysWhichThereAre()
    {
        await using var gateway = await TestGateway.StartAsync();

        var error = (await McpClient.ReadAsync(
            await new McpClient(gateway).SendAsync("ping", null, ("MCP-Protocol-Version", "1900-01-01")), HttpStatusCode.BadRequest))["error"]!;

        Assert.Equal((-32022, "1900-01-01"), ((int?)error["code"], (string?)error["data"]!["requested"]));
        Assert.Equal(["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"], error["data"]!["supported"]!.AsArray().Select(version => (string?)version));
    }

    [Theory]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("2026-07-28", "2025-11-25")]
    [InlineData("1900-01-01", "2025-11-25")]
    public async Task Initialize_AnyRevision_IsAnsweredWithOneThatTheGatewaySpeaks(string asked, string answered)
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await new McpClient(gateway).SendAsync("initialize", new JsonObject { ["protocolVersion"] = asked });

        var result = await McpClient.ResultAsync(response);
        Assert.Equal((answered, "4runr-gateway"), ((string?)result["protocolVersion"], (string?)result["serverInfo"]!["name"]));
        Assert.Null(response.Header("Mcp-Session-Id"));
    }

    [Fact]
    public async Task Discover_Modern_NamesRevisionsAndCapabilities()
    {
        await using var gateway = await TestGateway.StartAsync();

        var result = await McpClient.ResultAsync(await new McpClient(gateway).SendModernAsync("server/discover"));

        Assert.Equal(("complete", "2026-07-28", "private"),
            ((string?)result["resultType"], (string?)result["supportedVersions"]![0], (string?)result["cacheScope"]));
        Assert.InRange((int)result["ttlMs"]!, 0, 5000);
        Assert.True((bool?)result["capabilities"]!["tools"]!["listChanged"]);
    }

    [Fact]
    public async Task Post_Notification_202WithoutABody()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await new McpClient(gateway).PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");

        Assert.Equal((HttpStatusCode.Accepted, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Post_WithoutAToken_401BeforeTheBodyIsRead()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await new McpClient(gateway, token: null).PostAsync("no JSON at all");

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "Bearer resource_metadata=\"http://127.0.0.1:8080/.well-known/oauth-protected-resource/mcp\""),
            (response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task OtherMethods_AreRefusedAfterTheToken(string method)
    {
        await using var gateway = await TestGateway.StartAsync();

        var stranger = await gateway.Client(token: null).SendAsync(new HttpRequestMessage(new HttpMethod(method), "/mcp"));
        var agent = await gateway.Client().SendAsync(new HttpRequestMessage(new HttpMethod(method), "/mcp/serpapi"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.MethodNotAllowed), (stranger.StatusCode, agent.StatusCode));
        Assert.Equal(["POST"], agent.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    public async Task Post_FromAPageOfAnotherOrigin_403(string header, string value)
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await new McpClient(gateway).SendAsync("ping", null, (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(GatewayErrors.OriginDenied.Code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_FromAPageOfThisMachine_IsAnswered()
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ResultAsync(await new McpClient(gateway).SendAsync("ping", null, ("Origin", "http://localhost:6274")));
    }

    [Fact]
    public async Task Post_BodyBeyondOneMebibyte_413()
    {
        await using var gateway = await TestGateway.StartAsync();

        var response = await new McpClient(gateway).PostAsync(McpClient.Message("ping", new JsonObject { ["x"] = new string('x', 1 << 20) }).ToJsonString());

        await McpClient.ErrorAsync(response, -32600, HttpStatusCode.RequestEntityTooLarge);
    }
}
