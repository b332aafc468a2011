using System.Text.Json.Nodes;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Mcp.Tests.Node;
using Xunit;

namespace FourRunr.Mcp.Tests.Clients;

/// <summary>Clients as npm has them, pinned by <c>tests/mcp/package-lock.json</c>: each script is one client.</summary>
public sealed class NodeClientTests(McpGateway test)
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
        await NodePackages.InstallAsync();
        var setting = await ClientSetting.MakeAsync(test.Gateway);

        var run = await StartedNode.RunAsync(NodePackages.Node, [$"clients/{client}.mjs"], setting.Environment);

        var line = run.Output.Split('\n').FirstOrDefault(line => line.StartsWith("REPORT ", StringComparison.Ordinal));
        Assert.True(line is not null, run.Output);
        var report = JsonNode.Parse(line["REPORT ".Length..])!;
        Assert.EndsWith("echo", (string?)Assert.Single(report["tools"]!.AsArray()), StringComparison.Ordinal);
        Assert.Equal("hello", (string?)report["call"]!["text"]);
        Assert.Equal("first", (string?)report["allowed"]!["text"]);
        Assert.Equal("still", (string?)report["before"]!["text"]);
        // LangChain throws what the model reads; the others return it.
        AssertProblem("guard_denied", report["denied"]!);
        AssertProblem("rate_limited", report["limited"]!);
        Assert.NotNull(report["revoked"]!["error"]);
    }

    /// <summary>Not only the code: what to do about it as well.</summary>
    private static void AssertProblem(string code, JsonNode outcome)
    {
        var text = (string?)(outcome["text"] ?? outcome["error"]);
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.Contains("how_to_fix", text, StringComparison.Ordinal);
    }
}
