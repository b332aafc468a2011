using FourRunr.Testing;
using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class AuditTests(CliGateway gateway)
{
    [Fact]
    public async Task Verify_Export_FindsWhatWasChanged()
    {
        var (user, _) = await gateway.AgentAsync();
        using var __ = user;
        (await user.RunAsync("call", "serpapi", "search", """{"q":"gateway"}""")).Expect(ExitCode.Ok);
        using var client = gateway.Gateway.Operator;
        var export = "";
        await Eventually.TrueAsync(
            async () => (export = await client.GetStringAsync("/v1/admin/audit/export")).Contains("\"serpapi\"", StringComparison.Ordinal), "the call is in the trail");

        Assert.Contains("Intact.", (await user.RunAsync("audit", "verify", user.Write("export", export))).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        var changed = user.Write("changed", export.Replace("\"serpapi\"", "\"serpapj\"", StringComparison.Ordinal));
        Assert.False((bool)(await user.RunAsync("audit", "verify", changed, "--json")).Expect(ExitCode.Failed).Json["intact"]!);
        (await user.RunAsync("audit", "verify", user.Write("none", "none"))).Expect(ExitCode.Failed);
    }
}
