using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class PricesTests(CliGateway gateway)
{
    private const string File = """
        {"maple": {"mode": "chat", "litellm_provider": "northwind", "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05},
         "oak": {"mode": "chat", "litellm_provider": "contoso", "input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06}}
        """;

    [Fact]
    public async Task Prices_SetShowAndImport()
    {
        using var user = await gateway.OperatorAsync();
        var file = user.Write("prices.yaml", """
            models: {here/maple: {input: "0.1", output: "15"}}
            tools: {"serpapi:search": "0.01"}
            """);

        (await user.RunAsync("prices", "set", file)).Expect(ExitCode.WrongUsage);
        var version = (string)(await user.RunAsync("prices", "set", file, "--yes", "--json")).Expect(ExitCode.Ok).Json["version"]!;
        var shown = (await user.RunAsync("prices", "show")).Expect(ExitCode.Ok).Output;
        Assert.Contains("here/maple  0.1", shown, StringComparison.Ordinal);
        Assert.Contains("serpapi:search  0.01", shown, StringComparison.Ordinal);
        Assert.Contains(version, shown, StringComparison.Ordinal);
        (await user.RunAsync("prices", "set", file, "--yes", "--if-version", "prices_0")).ExpectRefusal("precondition_failed");

        string[] import = ["prices", "import", user.Write("file.json", File), "--provider", "northwind=here"];
        var refused = await user.RunAsync([.. import, "--yes"]);
        refused.ExpectRefusal("conflict");
        Assert.Contains("JUMP", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was done", (await user.TypeAsync("n\n", import)).Expect(ExitCode.Failed).Error, StringComparison.Ordinal);
        Assert.StartsWith("Stored: prices_", (await user.RunAsync([.. import, "--yes", "--confirm-jump", "here/maple"])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing differs", (await user.RunAsync([.. import, "--yes"])).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Contains("here/maple  3", (await user.RunAsync("prices", "show")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        Assert.Contains("here/maple  0.1", (await user.RunAsync("prices", "show", "--version-id", version)).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_NotValid_IsRefusedByMember()
    {
        using var user = await gateway.OperatorAsync();

        var refused = await user.PipeAsync("models: {m: {input: 1}}", "prices", "set", "-", "--yes");

        refused.ExpectRefusal("body_invalid");
        Assert.Contains("models['m'].input", refused.Error, StringComparison.Ordinal);
    }
}
