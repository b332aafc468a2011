using System.Net;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Mcp;

public sealed partial class McpListTests
{
    [Fact]
    public async Task List_EverythingAllowed_IsWhatV1Lists()
    {
        await using var gateway = await TestGateway.StartAsync();
        var v1 = JsonNode.Parse(await gateway.Client().GetStringAsync("/v1/tools"))!["items"] ?? JsonNode.Parse(await gateway.Client().GetStringAsync("/v1/tools"))!["tools"];

        var tools = await ListAsync(new McpClient(gateway));

        Assert.Equal(
            v1!.AsArray().Select(action => $"{action!["tool"]}__{action["action"]}"),
            tools.Select(tool => (string?)tool!["name"]));
        Assert.All(tools, tool =>
        {
            Assert.Matches(Name(), (string)tool!["name"]!);
            Assert.Equal("object", (string?)tool["inputSchema"]!["type"]);
            Assert.NotNull((string?)tool["description"]);
        });
    }

    [Fact]
    public async Task List_TokenAndPolicyOfOneTool_NothingElse()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[TestGateway.Token] = TestGateway.Agent(tools: ["serpapi", "http_fetch"]);
        gateway.Decide = question => question.Tool == "http_fetch" ? TestGateway.Denied(question) : TestGateway.Allowed(question);

        Assert.Equal(["serpapi__search"], (await ListAsync(new McpClient(gateway))).Select(tool => (string?)tool!["name"]));
        Assert.Equal(["search"], (await ListAsync(new McpClient(gateway, "/mcp/serpapi"))).Select(tool => (string?)tool!["name"]));
        Assert.Empty(await ListAsync(new McpClient(gateway, "/mcp/http_fetch")));
    }

    [Fact]
    public async Task List_PolicyServiceAway_503NeverAnEmptyList()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Policy.StopAsync();

        var response = await new McpClient(gateway).SendAsync("tools/list");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task List_AuthServiceAway_503NeverA401()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Auth.StopAsync();

        var response = await new McpClient(gateway).SendModernAsync("tools/list");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Listen_PolicyChanges_SaysSo()
    {
        await using var gateway = await TestGateway.StartAsync();
        var response = await new McpClient(gateway).SendModernAsync(
            "subscriptions/listen", new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true } });
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var acknowledged = await NextAsync(reader);
        gateway.Holders[TestGateway.Token] = TestGateway.Agent(tools: ["serpapi"]);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("notifications/subscriptions/acknowledged", (string?)acknowledged["method"]);
        Assert.Equal(7, (int?)acknowledged["params"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]);
        Assert.Equal("notifications/tools/list_changed", (string?)(await NextAsync(reader))["method"]);
    }

    [Fact]
    public async Task Listen_TokenRevoked_EndsWithTheResult()
    {
        await using var gateway = await TestGateway.StartAsync();
        var response = await new McpClient(gateway).SendModernAsync("subscriptions/listen", new JsonObject { ["notifications"] = new JsonObject() });
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await NextAsync(reader);

        gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked);

        var last = await NextAsync(reader);
        Assert.Equal((7, "complete"), ((int?)last["id"], (string?)last["result"]!["resultType"]));
        Assert.Equal("", (await reader.ReadToEndAsync()).Trim());
    }

    private static async Task<JsonArray> ListAsync(McpClient client) =>
        (await McpClient.ResultAsync(await client.SendAsync("tools/list")))["tools"]!.AsArray();

    private static async Task<JsonObject> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonNode.Parse(line["data: ".Length..])!.AsObject();
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Name();
}
