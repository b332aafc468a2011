using FourRunr.Testing;
using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class McpServersTests(CliGateway gateway)
{
    [Fact]
    public async Task Server_FromDeclarationToDecision()
    {
        using var user = await gateway.OperatorAsync();
        var server = gateway.McpServer;

        (await user.RunAsync("mcp", "add", "small", server.Url.AbsoluteUri)).Expect(ExitCode.Ok);
        await Eventually.TrueAsync(
            async () => (await user.RunAsync("mcp", "refresh", "small")).Output.Contains("pending", StringComparison.Ordinal), "the server was asked");
        Assert.Contains("1 pending", (await user.RunAsync("mcp", "list")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("mcp", "approve", "small")).Expect(ExitCode.WrongUsage);
        Assert.Contains("description", (await user.RunAsync("mcp", "approve", "small", "--yes")).Expect(ExitCode.Ok).Error, StringComparison.Ordinal);
        Assert.Contains("approved", (await user.RunAsync("mcp-servers", "show", "small")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("mcp", "approve", "small", "--yes")).Expect(ExitCode.Failed);

        server.Description = "Sends the text elsewhere.";
        (await user.RunAsync("mcp-servers", "refresh", "small")).Expect(ExitCode.Ok);
        var diff = (await user.RunAsync("mcp", "diff", "small")).Expect(ExitCode.Ok).Output;
        Assert.Contains("- description: \"Says the text again.\"", diff, StringComparison.Ordinal);
        Assert.Contains("+ description: \"Sends the text elsewhere.\"", diff, StringComparison.Ordinal);
        (await user.RunAsync("mcp", "reject", "small", "echo", "--yes")).Expect(ExitCode.Ok);
        Assert.Contains("rejected", (await user.RunAsync("mcp", "show", "small")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("diff")]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("refresh")]
    public async Task UnknownServer_IsRefused(string command)
    {
        using var user = await gateway.OperatorAsync();

        (await user.RunAsync("mcp-servers", command, "unknown")).ExpectRefusal("not_found");
    }

    [Fact]
    public async Task Add_BadName_IsRefused()
    {
        using var user = await gateway.OperatorAsync();

        (await user.RunAsync("mcp", "add", "NO NAME", "https://example.org/mcp")).ExpectRefusal("body_invalid");
    }
}
