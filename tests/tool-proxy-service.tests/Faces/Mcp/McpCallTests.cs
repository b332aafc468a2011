using System.Net;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Mcp;

public sealed class McpCallTests
{
    private static readonly JsonObject Search = new() { ["q"] = "coffee" };

    [Fact]
    public async Task Call_Allowed_SameDataAsV1AndOneRecord()
    {
        await using var gateway = await TestGateway.StartAsync();
        var v1 = JsonNode.Parse(await (await gateway.SearchAsync()).Content.ReadAsStringAsync())!["data"]!;

        var result = await McpClient.ResultAsync(await new McpClient(gateway).CallAsync("serpapi__search", Copy(Search)));

        Assert.False((bool?)result["isError"]);
        Assert.Null(result["resultType"]);
        Assert.True(JsonNode.DeepEquals(v1, result["structuredContent"]));
        Assert.True(JsonNode.DeepEquals(v1, JsonNode.Parse((string)result["content"]![0]!["text"]!)));
        var records = await gateway.RecordsAsync();
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.Equal(("ok", "serpapi", "search"), (record.Outcome, record.Tool, record.Action)));
        Assert.Single(records.Select(record => record.ParamsHash).Distinct());
    }

    [Fact]
    public async Task Call_Modern_SaysThatTheResultIsComplete()
    {
        await using var gateway = await TestGateway.StartAsync();

        var result = await McpClient.ResultAsync(await new McpClient(gateway).SendModernAsync(
            "tools/call", new JsonObject { ["name"] = "serpapi__search", ["arguments"] = Copy(Search) }));

        Assert.Equal(("complete", false), ((string?)result["resultType"], (bool?)result["isError"]));
    }

    [Fact]
    public async Task Call_OfOneToolsEndpoint_BareNames()
    {
        await using var gateway = await TestGateway.StartAsync();

        var result = await McpClient.ResultAsync(await new McpClient(gateway, "/mcp/serpapi").CallAsync("search", Copy(Search)));
        var message = await McpClient.ErrorAsync(
            await new McpClient(gateway, "/mcp/serpapi").CallAsync("serpapi__search", Copy(Search)), -32602, HttpStatusCode.OK);

        Assert.False((bool?)result["isError"]);
        Assert.Equal("Unknown tool: serpapi__search", message);
    }

    [Fact]
    public async Task Call_DeniedByPolicy_ResultThatTheModelCanRead()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        var problem = await McpClient.RefusalAsync(await new McpClient(gateway).CallAsync("serpapi__search", Copy(Search)), "scope_denied");

        Assert.Equal(("The policy denies it.", "deny serpapi:search"), ((string?)problem["detail"], (string?)problem["rule"]));
        Assert.Equal("scope_denied", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Fact]
    public async Task Call_InvalidParameters_NamesThem()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await McpClient.RefusalAsync(await new McpClient(gateway).CallAsync("serpapi__search", new JsonObject { ["num"] = 5 }), "params_invalid");

        Assert.Equal(["q"], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Call_TooFast_ResultWithTheWait()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1, "1h", 1));
        var client = new McpClient(gateway);
        await McpClient.ResultAsync(await client.CallAsync("serpapi__search", Copy(Search)));

        var problem = await McpClient.RefusalAsync(await client.CallAsync("serpapi__search", Copy(Search)), "rate_limited");

        Assert.InRange((int)problem["retry_after_seconds"]!, 3590, 3600);
    }

    [Fact]
    public async Task Call_PolicyServiceAway_ResultNotAnHttpError()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Policy.StopAsync();

        await McpClient.RefusalAsync(await new McpClient(gateway).CallAsync("serpapi__search", Copy(Search)), "dependency_unavailable");
    }

    [Fact]
    public async Task Call_UnknownTool_ErrorOfTheProtocolAndARecord()
    {
        await using var gateway = await TestGateway.StartAsync();

        await McpClient.ErrorAsync(await new McpClient(gateway).CallAsync("no__such", []), -32602, HttpStatusCode.OK);

        Assert.Equal("tool_unknown", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }

    [Theory]
    [InlineData("header")]
    [InlineData("_meta")]
    public async Task Call_SameIdempotencyKey_ActsOnce(string place)
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = new McpClient(gateway);
        Task<HttpResponseMessage> SendAsync()
        {
            var parameters = new JsonObject
            {
                ["name"] = "gmail_send__send",
                ["arguments"] = new JsonObject { ["to"] = "ann@example.com", ["subject"] = "Hello", ["text"] = "Good day." },
            };
            if (place == "_meta")
            {
                parameters["_meta"] = new JsonObject { ["io.fourrunr/idempotency-key"] = "mail-1" };
            }

            return client.SendAsync("tools/call", parameters, place == "header" ? [("Idempotency-Key", "mail-1")] : []);
        }

        var (first, second) = (await SendAsync(), await SendAsync());

        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        Assert.True(JsonNode.DeepEquals((await McpClient.ResultAsync(first))["structuredContent"], (await McpClient.ResultAsync(second))["structuredContent"]));
    }

    [Fact]
    public async Task Call_IntentInMeta_ReachesPolicy()
    {
        await using var gateway = await TestGateway.StartAsync();
        string? asked = null;
        gateway.Decide = question =>
        {
            asked = question.Intent;
            return TestGateway.Allowed(question);
        };

        await McpClient.ResultAsync(await new McpClient(gateway).SendAsync("tools/call", new JsonObject
        {
            ["name"] = "serpapi__search",
            ["arguments"] = Copy(Search),
            ["_meta"] = new JsonObject { ["io.fourrunr/intent"] = "research" },
        }));

        Assert.Equal("research", asked);
    }

    private static JsonObject Copy(JsonObject json) => json.DeepClone().AsObject();
}
