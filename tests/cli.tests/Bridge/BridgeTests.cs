using FourRunr.Contracts;
using FourRunr.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Xunit;

namespace FourRunr.Cli.Tests.Bridge;

/// <summary>The bridge as MCP clients have it: a program that they start, spoken to by the official SDK.</summary>
public sealed class BridgeTests(CliGateway gateway)
{
    private static readonly Dictionary<string, object?> Query = new() { ["q"] = "gateway" };

    [Fact]
    public async Task Client_ListsAndCalls()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;
        await using var client = await StartAsync(user);

        var tools = await client.ListToolsAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.CallToolAsync("serpapi__search", Query).AsTask()));
        var denied = await client.CallToolAsync("gmail_send__profile", new Dictionary<string, object?>());

        Assert.Contains(tools, tool => tool.Name == "serpapi__search");
        Assert.DoesNotContain(tools, tool => tool.Name.StartsWith("gmail_send", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.NotEqual(true, answer.IsError));
        Assert.True(denied.IsError);
        Assert.Contains("scope_denied", denied.Content.OfType<TextContentBlock>().Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OfOneTool_HasItsActions()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;
        await using var client = await StartAsync(user, "bridge", "--tool", "serpapi");

        Assert.Contains(await client.ListToolsAsync(), tool => tool.Name == "search");
    }

    [Fact]
    public async Task Token_BeforeItsEnd_IsRenewed()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        await using var client = await StartAsync(user, "--ttl", "2");
        using var admin = gateway.Gateway.Operator;

        await Eventually.TrueAsync(async () =>
        {
            Assert.NotEqual(true, (await client.CallToolAsync("serpapi__search", Query)).IsError);
            return (await admin.GetAsync<Page<TokenResponse>>($"/v1/agents/{agent}/tokens")).Items.Count >= 3;
        }, "the token was renewed twice");
    }

    [Fact]
    public async Task Token_Revoked_IsReplaced()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        await using var client = await StartAsync(user);
        Assert.NotEqual(true, (await client.CallToolAsync("serpapi__search", Query)).IsError);

        (await user.RunAsync("agent", "revoke", agent, "--reason", "test")).Expect(ExitCode.Ok);

        Assert.NotEqual(true, (await client.CallToolAsync("serpapi__search", Query)).IsError);
    }

    [Fact]
    public async Task Client_CancelsACall_TheToolHearsOfIt()
    {
        var (user, _) = await gateway.AgentAsync("mcp-caller");
        using var __ = user;
        using var admin = gateway.Gateway.Operator;
        await admin.PostAsync<JsonObject>("/v1/policies", JsonNode.Parse("""{"name":"mcp-caller","role":"mcp-caller","spec":{"scopes":["hanging:*"]}}""")!);
        await admin.PostAsync<JsonObject>("/v1/admin/tools", new JsonObject
        {
            ["tool"] = "hanging",
            ["mcp"] = new JsonObject { ["url"] = gateway.McpServer.SteadyUrl.AbsoluteUri, ["trust"] = "first_use", ["read"] = new JsonArray("*") },
        });
        await using var client = await StartAsync(user);
        await Eventually.TrueAsync(async () => (await client.ListToolsAsync()).Any(tool => tool.Name == "hanging__echo"), "the server was asked");
        using var cancellation = new CancellationTokenSource();

        var call = client.CallToolAsync("hanging__echo", new Dictionary<string, object?> { ["text"] = "hang" }, cancellationToken: cancellation.Token).AsTask();
        await gateway.McpServer.Hangs.WaitAsync(TimeSpan.FromSeconds(60));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gateway.McpServer.Aborted.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains(await client.ListToolsAsync(), tool => tool.Name == "hanging__echo");
    }

    [Fact]
    public async Task Lines_OfAnyKind_AreAnsweredByLinesOfJson()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;
        const string Input = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}

            no JSON
            {"jsonrpc":"2.0","id":"two","method":"tools/call","params":{"name":"serpapi__search","arguments":{"q":"x"}}}
            {"jsonrpc":"2.0","id":3,"method":"no/such"}
            {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}
            """;

        var result = (await user.PipeAsync(Input, "mcp")).Expect(ExitCode.Ok);

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(line => line["id"]?.ToString() ?? "");
        Assert.Equal(["", "1", "3", "two"], lines.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(-32700, (int)lines[""]["error"]!["code"]!);
        Assert.Equal("2025-06-18", (string)lines["1"]["result"]!["protocolVersion"]!);
        Assert.NotNull(lines["two"]["result"]);
        Assert.Equal(-32601, (int)lines["3"]["error"]!["code"]!);
    }

    [Fact]
    public async Task Start_WithoutAGatewayOrAGoodKey_FailsAtOnce()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;

        (await user.RunAsync("mcp", "--agent", "agt_00000000000000000000000000000000")).ExpectRefusal("token_invalid");
        (await user.RunAsync("mcp", "--url", FreePort.FindUrl().ToString())).Expect(ExitCode.NotReachable);
    }

    private static Task<McpClient> StartAsync(CliUser user, params string[] arguments) => McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
    {
        Command = "dotnet",
        Arguments = [Path.Combine(AppContext.BaseDirectory, "FourRunr.Cli.dll"), "mcp", .. arguments],
        EnvironmentVariables = new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = user.Config },
    }));
}
