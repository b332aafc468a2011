using FourRunr.Cli.Tests;
using FourRunr.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(CliGateway))]

namespace FourRunr.Cli.Tests;

/// <summary>The running gateway that all tests of the tool share, with one MCP server that may be declared.</summary>
public sealed class CliGateway : IAsyncLifetime
{
    internal SmallMcpServer McpServer { get; } = new();

    public RunningGateway Gateway { get; private set; } = null!;

    public string Url => Gateway.Url.AbsoluteUri;

    public async ValueTask InitializeAsync()
    {
        await McpServer.StartAsync();
        Gateway = await RunningGateway.StartAsync(Backend.Embedded, settings: ["--OAUTH_REGISTRATION=on", $"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{McpServer.Url.Port}"]);
    }

    /// <summary>A user who has logged in with the operator's key.</summary>
    internal async Task<CliUser> OperatorAsync()
    {
        var user = new CliUser();
        (await user.PipeAsync(TestSecrets.AdminKey, "login", Url)).Expect(ExitCode.Ok);
        return user;
    }

    /// <summary>An operator whose profile also has an agent.</summary>
    internal async Task<(CliUser User, string AgentId)> AgentAsync(string role = "scraper")
    {
        var user = await OperatorAsync();
        var created = await user.RunAsync("agent", "create", "finder", "--role", role, "--key-file", user.PathOf("agent.pem"), "--use", "--json");
        return (user, (string)created.Expect(ExitCode.Ok).Json["agent_id"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await McpServer.DisposeAsync();
    }
}
