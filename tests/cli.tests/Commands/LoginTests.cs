using System.Runtime.Versioning;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class LoginTests(CliGateway gateway)
{
    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Login_GoodKey_IsStoredForItsOwnerAlone()
    {
        using var user = await gateway.OperatorAsync();

        Assert.Equal(TestSecrets.AdminKey, user.Profiles.Find("default")!.OperatorKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(user.Profiles.File));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(user.Profiles.File)!));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Login_Again_MakesLooseModesStrict()
    {
        using var user = await gateway.OperatorAsync();
        File.SetUnixFileMode(user.Profiles.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        (await user.PipeAsync(TestSecrets.AdminKey, "login", gateway.Url)).Expect(ExitCode.Ok);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(user.Profiles.File));
    }

    [Fact]
    public async Task Login_KeyFile_IsRead()
    {
        using var user = new CliUser();

        (await user.RunAsync("login", gateway.Url, "--key-file", user.Write("key", TestSecrets.AdminKey + "\n"), "--profile", "other")).Expect(ExitCode.Ok);

        Assert.NotNull(user.Profiles.Find("other"));
        Assert.Null(user.Profiles.Find("default"));
    }

    [Fact]
    public async Task Login_WrongKey_IsRefusedAndNotStored()
    {
        using var user = new CliUser();

        (await user.PipeAsync("wrong", "login", gateway.Url)).ExpectRefusal("token_invalid");

        Assert.False(File.Exists(user.Profiles.File));
    }

    [Fact]
    public async Task Login_OtherGateway_DoesNotKeepTheKey()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        var other = gateway.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        (await user.RunAsync("login", other, "--agent", agent, "--agent-key-file", user.PathOf("agent.pem"))).Expect(ExitCode.Ok);

        Assert.Null(user.Profiles.Find("default")!.OperatorKey);
        (await user.RunAsync("agent", "list")).Expect(ExitCode.WrongUsage);
    }

    [Fact]
    public async Task Login_NobodyListens_IsNotReachable()
    {
        using var user = new CliUser();

        (await user.PipeAsync("key", "login", FreePort.FindUrl().ToString())).Expect(ExitCode.NotReachable);
    }

    [Theory]
    [InlineData("login", "no url")]
    [InlineData("login", "ftp://example.org")]
    [InlineData("login")]
    [InlineData("logni")]
    [InlineData("stop", "--reason", "x")]
    [InlineData("stop", "--reason", "x", "--all", "--role", "y")]
    [InlineData("agent", "create", "x")]
    [InlineData("agent", "list")]
    [InlineData("token")]
    [InlineData("mcp")]
    [InlineData("completion", "tcsh")]
    public async Task WrongUsage_EndsWithTwo(params string[] args)
    {
        using var user = new CliUser();

        var result = (await user.RunAsync(args)).Expect(ExitCode.WrongUsage);

        Assert.NotEmpty(result.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("mcp", "--help")]
    [InlineData("completion", "bash")]
    [InlineData("completion", "zsh")]
    public async Task Help_NeedsNoProfile(params string[] args)
    {
        using var user = new CliUser();

        Assert.NotEmpty((await user.RunAsync(args)).Expect(ExitCode.Ok).Output);
    }

    [Fact]
    public async Task Suggest_PartOfACommand_CompletesIt()
    {
        using var user = new CliUser();

        Assert.Contains("approve", (await user.RunAsync("[suggest:10]", "4runr mcp ")).Expect(ExitCode.Ok).Output, StringComparison.Ordinal);
    }
}
