using FourRunr.Testing;
using Xunit;

namespace FourRunr.Cli.Tests;

/// <summary>What became of a command.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>Demands an exit code, and that the operator's key is nowhere in what was printed.</summary>
    public CliResult Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code}\n{Output}\n{Error}");
        Assert.DoesNotContain(TestSecrets.AdminKey, Output + Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Demands a refusal by the gateway, told with its code and the id to find it by, and nothing on standard output.</summary>
    public void ExpectRefusal(string code)
    {
        Expect(ExitCode.Failed);
        Assert.Empty(Output);
        Assert.Contains($"({code}, ", Error, StringComparison.Ordinal);
        Assert.Contains("correlation id: ", Error, StringComparison.Ordinal);
    }
}
