using FourRunr.Hosting;
using FourRunr.Hosting.Startup;
using Xunit;

namespace FourRunr.Shared.Tests.Startup;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("dmeo", "unknown command 'dmeo'; did you mean 'demo'?")]
    [InlineData("Demo", "unknown command 'Demo'; did you mean 'demo'?")]
    [InlineData("verify", "unknown command 'verify'; did you mean 'verify-audit'?")]
    [InlineData("start", "unknown command 'start'; known are 'demo', 'verify-audit'.")]
    [InlineData("-v", "unknown argument '-v'; settings are written --NAME=value.")]
    [InlineData("--hepl", "'--hepl' is no option, and has no value as a setting; write --hepl=value.")]
    [InlineData("--A=1 demo", "unknown argument 'demo'; settings are written --NAME=value.")]
    [InlineData("--A --B=1", "'--A' is no option, and has no value as a setting; write --A=value.")]
    [InlineData("-GATEWAY_ADMIN_KEY=a-secret", "unknown argument '-GATEWAY_ADMIN_KEY'; settings are written --NAME=value.")]
    public void Read_Misspelt_IsAMistakeThatSaysWhatWasMeant(string typed, string said) =>
        Assert.Equal(said, Assert.IsType<CommandLine.Mistake>(Read(typed)).Text);

    [Theory]
    [InlineData("")]
    [InlineData("--GATEWAY_DATA_DIR=.data --Logging:LogLevel:Default=Warning")]
    [InlineData("--GATEWAY_DATA_DIR .data")]
    [InlineData("/urls=http://127.0.0.1:1 GATEWAY_DATA_DIR=x")]
    [InlineData("--urls=")]
    public void Read_Settings_AreForTheHost(string typed)
    {
        var run = Assert.IsType<CommandLine.Run>(Read(typed));

        Assert.Null(run.Command);
        Assert.Equal(typed, string.Join(' ', run.Arguments));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("demo --help")]
    [InlineData("verify-audit -h")]
    public void Read_Help(string typed) => Assert.IsType<CommandLine.Help>(Read(typed));

    [Fact]
    public void Read_Version()
    {
        Assert.IsType<CommandLine.ShowVersion>(Read("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+", GatewayVersion.Current);
    }

    [Fact]
    public void Read_Command_TakesTheRest()
    {
        var run = Assert.IsType<CommandLine.Run>(Read("verify-audit - --key k.pem"));

        Assert.Equal(("verify-audit", "- --key k.pem"), (run.Command, string.Join(' ', run.Arguments)));
    }

    [Fact]
    public void Read_ProgramWithoutCommands_KnowsNone() =>
        Assert.Equal("unknown argument 'serve'; settings are written --NAME=value.", Assert.IsType<CommandLine.Mistake>(CommandLine.Read(["serve"])).Text);

    private static CommandLine Read(string typed) =>
        CommandLine.Read(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries), "demo", "verify-audit");
}
