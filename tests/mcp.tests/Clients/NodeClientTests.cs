using System.Net;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Mcp.Tests.Node;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Mcp.Tests.Clients;

/// <summary>Clients as npm has them, pinned by <c>tests/mcp/package-lock.json</c>: each script is one client.</summary>
public sealed partial class NodeClientTests(McpGateway test)
{
    [Theory]
    [InlineData("sdk")]
    [InlineData("client")]
    [InlineData("inspector")]
    [InlineData("langchain")]
    [InlineData("openai-agents")]
    [InlineData("mcp-remote")]
    public async Task Client_ListsCallsAndReadsRefusals(string client)
    {
        await McpPackages.Npm.InstallAsync();
        var setting = await ClientSetting.MakeAsync(test.Gateway);

        var report = await RunAsync(client, setting.Environment);

        Assert.EndsWith("echo", (string?)Assert.Single(report["tools"]!.AsArray()), StringComparison.Ordinal);
        Assert.Equal("hello", (string?)report["call"]!["text"]);
        Assert.Equal("first", (string?)report["allowed"]!["text"]);
        Assert.Equal("still", (string?)report["before"]!["text"]);
        // LangChain throws what the model reads; the others return it.
        AssertProblem("guard_denied", report["denied"]!);
        AssertProblem("rate_limited", report["limited"]!);
        Assert.NotNull(report["revoked"]!["error"]);
    }

    /// <summary>The official extension for clients without a user: <c>client_credentials</c> with <c>private_key_jwt</c> (RFC 7523).</summary>
    [Theory]
    [InlineData("earlier")]
    [InlineData("current")]
    public async Task PrivateKeyJwtProvider_GetsItsOwnTokenAndCalls(string release)
    {
        await McpPackages.Npm.InstallAsync();
        var (agentId, privateKey) = await test.Gateway.CreateAgentWithKeyAsync(new PolicySpec { Scopes = ["modern:echo"] });

        var report = await RunAsync(
            "private-key-jwt",
            [("MCP_URL", test.Gateway.UrlOf("modern")), ("AGENT_ID", agentId), ("PRIVATE_KEY", privateKey), ("RELEASE", release)]);

        Assert.Equal("echo", (string?)Assert.Single(report["tools"]!.AsArray()));
        Assert.Equal("by my own key", (string?)report["text"]);
    }

    /// <summary>
    /// The flow of an editor or a chat application: from a 401 to a browser, and back with a code. The operator's browser follows the pages.
    /// </summary>
    [Theory]
    [InlineData("earlier")]
    [InlineData("current")]
    public async Task Client_ThatAPersonSignsIn_CallsAndRenewsItsToken(string release)
    {
        await McpPackages.Npm.InstallAsync();
        var (agentId, _) = await test.Gateway.CreateAgentWithKeyAsync(new PolicySpec { Scopes = ["modern:echo"] });

        await using var client = McpPackages.Npm.Start(["clients/sign-in.mjs"], ("MCP_URL", test.Gateway.UrlOf("modern")), ("RELEASE", release));
        await OperatorBrowser.GiveAgentAsync(new Uri((await client.UntilAsync(Opened()))["OPEN ".Length..]), agentId);
        await client.EndAsync();
        var report = ReportIn(client.Output);

        Assert.True((bool)report["refused"]!);
        Assert.Equal("a-state", (string?)report["state"]);
        Assert.Equal("echo", (string?)Assert.Single(report["tools"]!.AsArray()));
        Assert.Equal("signed in", (string?)report["text"]);
        Assert.True((bool)report["isRenewed"]!);
        Assert.Equal("renewed", (string?)report["renewedText"]);
        Assert.Equal(1, (int)report["opened"]!);

        // It is the agent's token, for this endpoint alone.
        using var holder = StartedGateway.ClientOf(test.Gateway.Process.Url, (string)report["token"]!);
        Assert.Equal((false, "still"), await RawMcp.CallAsync(holder, "echo", new JsonObject { ["text"] = "still" }, "/mcp/modern"));
        using var elsewhere = await holder.PostAsync("/mcp/sessions", content: null);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    private static async Task<JsonNode> RunAsync(string script, (string Name, string Value)[] environment) =>
        ReportIn((await McpPackages.Npm.RunAsync([$"clients/{script}.mjs"], environment)).Output);

    private static JsonNode ReportIn(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("REPORT ", StringComparison.Ordinal));
        Assert.True(line is not null, output);
        return JsonNode.Parse(line["REPORT ".Length..])!;
    }

    /// <summary>Not only the code: what to do about it as well.</summary>
    private static void AssertProblem(string code, JsonNode outcome)
    {
        var text = (string?)(outcome["text"] ?? outcome["error"]);
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.Contains("how_to_fix", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^OPEN \S+", RegexOptions.Multiline)]
    private static partial Regex Opened();
}
