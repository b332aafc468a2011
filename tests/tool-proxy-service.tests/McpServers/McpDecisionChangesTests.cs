using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Audit.Changes;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>Who approved which definition of a tool of an MCP server, on record.</summary>
public sealed class McpDecisionChangesTests
{
    [Theory, BothBackends]
    public async Task Decisions_AreOneChangeForEachTool_WithTheHashes(Backend backend)
    {
        await using var test = await McpServerGateway.StartAsync(backend, more: "\"trust\":\"review\",\"read\":[\"*\"]");
        var first = (await test.ToolAsync("echo")).Hash;
        Assert.Equal(HttpStatusCode.OK, (await test.DecideAsync("approve", new McpToolDecision("echo", first))).StatusCode);
        test.Server.Tools["echo"] = ScriptedMcpServer.Tool("echo", "Something else.");
        var second = (await test.RefreshAsync()).Tools.Single().Hash;
        Assert.Equal(HttpStatusCode.OK, (await test.DecideAsync("reject", new McpToolDecision("echo", second))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.DecideAsync("approve", new McpToolDecision("echo", second))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await test.DecideAsync("approve", new McpToolDecision("echo", first))).StatusCode);

        var changes = await Waiting.ListAsync(test.Gateway, "?subject_kind=mcp_tool&subject=scripted");

        Assert.Equal(
            [(ChangeActions.McpToolApproved, first, second), (ChangeActions.McpToolRejected, first, null), (ChangeActions.McpToolApproved, null, first)],
            changes.Select(change => (change.Action, change.FromVersion, change.ToVersion)));
        Assert.All(changes, change => Assert.Equal(("scripted/echo", "scripted", "root"), (change.Subject.Id, change.Subject.ParentId, change.Operator.Name)));
        Assert.Equal(second, changes[1].Detail!["rejected_hash"]);
    }

    [Fact]
    public async Task FirstUse_IsAnApprovalByTheGatewayItself()
    {
        await using var test = await McpServerGateway.StartAsync();

        var change = Assert.Single(await Waiting.ListAsync(test.Gateway, "?subject_kind=mcp_tool"));

        Assert.Equal((ChangeActions.McpToolApproved, ChangeOperator.SystemId, "scripted/echo"), (change.Action, change.Operator.OperatorId, change.Subject.Id));
    }
}
