using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class ApprovalsTests(CliGateway gateway)
{
    [Fact]
    public async Task Call_ThatWaits_IsListedApprovedAndMade()
    {
        var (user, agentId) = await gateway.AgentAsync(role: "engager");
        using var _ = user;
        var policy = user.Write("policy.yaml", $$"""
            policies:
            - name: ask-{{agentId}}
              agent_id: {{agentId}}
              spec: {approvals: [{name: searches, scopes: ["serpapi:search"]}], scopes: ["serpapi:search"]}
            """);
        (await user.RunAsync("policy", "apply", policy)).Expect(ExitCode.Ok);

        var waiting = (await user.RunAsync("call", "serpapi", "search", """{"q":"coffee"}""")).Expect(ExitCode.Failed);
        Assert.Contains("approval_required", waiting.Error, StringComparison.Ordinal);
        var listed = (await user.RunAsync("approvals", "list", "--json")).Expect(ExitCode.Ok).Json["items"]!.AsArray().Single(item => (string?)item!["agent_id"] == agentId)!;
        var id = (string)listed["approval_id"]!;
        Assert.Contains("""{"q":"coffee"}""", (await user.RunAsync("approvals", "show", id)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("approvals", "approve", id)).Expect(ExitCode.WrongUsage);
        (await user.TypeAsync("y\n", ["approvals", "approve", id, "--reason", "It is only a search."])).Expect(ExitCode.Ok);

        (await user.RunAsync("call", "serpapi", "search", """{"q":"coffee"}""")).Expect(ExitCode.Ok);
        Assert.Contains(id, (await user.RunAsync("approvals", "list", "--state", "used")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("call", "serpapi", "search", """{"q":"tea"}""")).Expect(ExitCode.Failed);
        var other = (string)(await user.RunAsync("approvals", "list", "--json")).Json["items"]!.AsArray().First(item => (string?)item!["agent_id"] == agentId)!["approval_id"]!;
        (await user.RunAsync("approvals", "deny", other, "--yes", "--reason", "No tea.")).Expect(ExitCode.Ok);
        Assert.Contains("No tea.", (await user.RunAsync("call", "serpapi", "search", """{"q":"tea"}""")).Expect(ExitCode.Failed).Error, StringComparison.Ordinal);
    }
}
