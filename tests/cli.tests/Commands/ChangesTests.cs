using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class ChangesTests(CliGateway gateway)
{
    [Fact]
    public async Task Changes_OfAnAgent_AreListedWithWhoMadeThem()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        (await user.RunAsync("agent", "suspend", agent)).Expect(ExitCode.Ok);

        var all = (await user.RunAsync("changes", "--subject", agent)).Expect(ExitCode.Ok);
        var filtered = (await user.RunAsync("changes", "--subject", agent, "--action", "agent.suspended", "--json")).Expect(ExitCode.Ok);

        Assert.Contains("agent.suspended", all.Output, StringComparison.Ordinal);
        Assert.Contains("agent.created", all.Output, StringComparison.Ordinal);
        Assert.Contains("bootstrap", all.Output, StringComparison.Ordinal);
        Assert.Contains($"\"id\": \"{agent}\"", filtered.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("agent.created", filtered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_OfAnUnknownKind_IsRefusedWithTheKindsThereAre()
    {
        var (user, _) = await gateway.AgentAsync();
        using var _1 = user;

        var refused = (await user.RunAsync("changes", "--kind", "weather")).Expect(ExitCode.Failed);

        Assert.Contains("kill_switch", refused.Error, StringComparison.Ordinal);
    }
}
