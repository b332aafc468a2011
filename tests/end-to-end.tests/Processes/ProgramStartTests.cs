using System.Net;
using System.Net.Sockets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Processes;

/// <summary>A program that cannot start says why in one line and ends with 1; one that is asked wrongly ends with 2.</summary>
public sealed class ProgramStartTests
{
    private const string Standalone = "FourRunr.Standalone";
    private const string AuthService = "FourRunr.AuthService";
    private const string PolicyService = "FourRunr.PolicyService";
    private const string ToolProxy = "FourRunr.ToolProxyService";

    public static TheoryData<string> Programs => [Standalone, AuthService, PolicyService, ToolProxy];

    public static TheoryData<string> Services => [AuthService, PolicyService, ToolProxy];

    [Theory, MemberData(nameof(Services))]
    public Task Start_WithoutASecret_NamesIt(string service) => AssertRefusedAsync(service, "GATEWAY_ADMIN_KEY is not set", ["--environment=Production"]);

    [Theory, MemberData(nameof(Programs))]
    public async Task Start_FolderThatCannotBeWritten_NamesTheSetting(string program)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await AssertRefusedAsync(program, "Check GATEWAY_DATA_DIR", [.. TestSecrets.Arguments, .. FreeUrls(), $"--GATEWAY_DATA_DIR={file}/data"]);
    }

    [Theory]
    [InlineData(Standalone)]
    [InlineData(AuthService)]
    public Task Start_WithTooFewOpenFiles_SaysHowManyItNeeds(string program) => AssertRefusedAsync(
        program, "may have 256 files open at once and needs at least 1024", [.. TestSecrets.Arguments, .. FreeUrls()], openFiles: 256);

    [Theory]
    [InlineData(AuthService)]
    [InlineData(ToolProxy)]
    public async Task Start_OnATakenPort_NamesIt(string service)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await AssertRefusedAsync(service, $"http://{taken.LocalEndpoint}: address already in use", [.. TestSecrets.Arguments, .. FreeUrls(), $"--urls=http://{taken.LocalEndpoint}", "--environment=Development"]);
    }

    [Theory]
    [InlineData("--ConnectionStrings:Postgres=hunter2", "ConnectionStrings__Postgres cannot be read. It must look like Host=")]
    [InlineData("--ConnectionStrings:Postgres=Host=db;Password=a;hunter2=b", "ConnectionStrings__Postgres cannot be read")]
    [InlineData("--ConnectionStrings:Redis=redis:6379,password=a,hunter2=b", "ConnectionStrings__Redis cannot be read")]
    [InlineData("--Dependencies:TotalTimeout=soon", "'Dependencies:TotalTimeout'")]
    [InlineData("--Dependencies:TotalTimeout=01:00:00", "TotalTimeout")]
    [InlineData("--urls=nonsense", "nonsense")]
    [InlineData("--GATEWAY_AUTH_URL=nonsense", "GATEWAY_AUTH_URL must be an absolute")]
    [InlineData("--GATEWAY_SERVICE_KEY=two words of a good length and more hunter2", "GATEWAY_SERVICE_KEY must be 32 random bytes")]
    public async Task Start_WrongSetting_IsNamed(string setting, string said)
    {
        var error = await AssertRefusedAsync(PolicyService, said, [.. TestSecrets.Arguments, .. FreeUrls(), setting]);

        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PostgresRefusesTheUser_SaysWhatPostgresSays()
    {
        var nobody = TestServers.Postgres.Replace("Username=gateway", "Username=nobody", StringComparison.Ordinal);

        await AssertRefusedAsync(AuthService, "Postgres refuses (28000)", [.. TestSecrets.Arguments, .. FreeUrls(), $"--ConnectionStrings:Postgres={nobody}"]);
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Help_AndVersion_AreAnsweredWithoutAStart(string program)
    {
        await using var help = new StartedProgram(program, ["--help"]);
        Assert.Equal((0, ""), (await help.ExitAsync(), help.Error));
        Assert.Contains("usage:", help.Output, StringComparison.Ordinal);

        await using var version = new StartedProgram(program, ["--version"]);
        Assert.Equal((0, ""), (await version.ExitAsync(), version.Error));
        Assert.Matches(@"^4Runr \S+ \d+\.\d+\.\d+", version.Output);
        Assert.EndsWith($" {DeclaredVersion.Text}", version.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Misspelt_IsRefusedWithTwoAndTheNearest()
    {
        await using var command = new StartedProgram(Standalone, ["dmeo"]);
        Assert.Equal(2, await command.ExitAsync());
        Assert.Contains("unknown command 'dmeo'; did you mean 'demo'?", command.Error, StringComparison.Ordinal);

        await using var argument = new StartedProgram(AuthService, ["serve"]);
        Assert.Equal(2, await argument.ExitAsync());
        Assert.Contains("unknown argument 'serve'", argument.Error, StringComparison.Ordinal);
    }

    private static async Task<string> AssertRefusedAsync(string program, string said, string[] arguments, int? openFiles = null)
    {
        await using var started = new StartedProgram(program, arguments, openFiles);

        var code = await started.ExitAsync();

        Assert.True(code == 1, $"It ended with {code}: {started.Output}{started.Error}");
        var line = Assert.Single(started.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("did not start. ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", started.Output, StringComparison.Ordinal);
        return line;
    }

    private static string[] FreeUrls() =>
    [
        $"--GATEWAY_PROXY_URL={FreePort.FindUrl()}",
        $"--GATEWAY_AUTH_URL={FreePort.FindUrl()}",
        $"--GATEWAY_POLICY_URL={FreePort.FindUrl()}",
        $"--GATEWAY_CONSOLE_URL={FreePort.FindUrl()}",
    ];
}
