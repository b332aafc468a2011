using System.Diagnostics;
using FourRunr.Mcp.Tests.Gateway;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Mcp.Tests.Upstreams;

/// <summary>Servers as npm has them, at once behind one gateway.</summary>
public sealed class RealServerTests
{
    [Fact]
    public async Task ThreeServers_EachIsCalled_AndChildrenHaveNoSecret()
    {
        await using var servers = await ThreeServers.StartAsync();

        await AssertWorksAsync(servers, "everything", "files", "memory");

        foreach (var package in (string[])["server-filesystem", "server-memory"])
        {
            var environment = ThreeServers.Read(servers.FindChild(package)!.Value, "environ");
            Assert.DoesNotContain("GATEWAY_", environment, StringComparison.Ordinal);
            Assert.All(
                (string[])[TestSecrets.AdminKey, TestSecrets.ServiceKey, TestSecrets.KeyEncryptionKey],
                secret => Assert.DoesNotContain(secret, environment, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task KilledChild_OthersGoOn_AndItComesBack()
    {
        await using var servers = await ThreeServers.StartAsync();
        var before = await RawMcp.ListAsync(servers.Agent);
        var child = servers.FindChild("server-memory")!.Value;

        Process.GetProcessById(child).Kill();

        await AssertWorksAsync(servers, "everything", "files");
        Assert.Equal(before, await RawMcp.ListAsync(servers.Agent));
        await Eventually.TrueAsync(async () => !(await CallAsync(servers, "memory")).IsError, "server-memory is back");
        Assert.NotEqual(child, servers.FindChild("server-memory"));
    }

    [Fact]
    public async Task StoppedHttpServer_OnlyItsToolsFail_AndItComesBack()
    {
        await using var servers = await ThreeServers.StartAsync();
        var before = await RawMcp.ListAsync(servers.Agent);

        await servers.StopEverythingAsync();

        var (isError, text) = await CallAsync(servers, "everything");
        Assert.True(isError);
        Assert.Contains("how_to_fix", text, StringComparison.Ordinal);
        await AssertWorksAsync(servers, "files", "memory");
        Assert.Equal(before, await RawMcp.ListAsync(servers.Agent));
        await servers.StartEverythingAsync();
        await Eventually.TrueAsync(async () => !(await CallAsync(servers, "everything")).IsError, "server-everything is back");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndedGateway_TakesItsChildrenWithIt(bool isKilled)
    {
        await using var servers = await ThreeServers.StartAsync();
        Assert.NotNull(servers.FindChild("server-filesystem"));

        if (isKilled)
        {
            await servers.Gateway.Process.KillAsync();
        }
        else
        {
            Assert.Equal(0, await servers.Gateway.Process.TerminateAsync());
        }

        await Eventually.TrueAsync(
            () => servers.FindChild("server-filesystem") is null && servers.FindChild("server-memory") is null, "the child processes have ended");
    }

    private static async Task AssertWorksAsync(ThreeServers servers, params string[] tools)
    {
        foreach (var tool in tools)
        {
            var (isError, text) = await CallAsync(servers, tool);
            Assert.False(isError, $"{tool}: {text}");
            Assert.Contains(tool switch { "everything" => "hello", "files" => "A note.", _ => "entities" }, text, StringComparison.Ordinal);
        }
    }

    private static Task<(bool IsError, string Text)> CallAsync(ThreeServers servers, string tool) => tool switch
    {
        "everything" => RawMcp.CallAsync(servers.Agent, "everything__echo", new JsonObject { ["message"] = "hello" }),
        "files" => RawMcp.CallAsync(servers.Agent, "files__read_text_file", new JsonObject { ["path"] = servers.File }),
        _ => RawMcp.CallAsync(servers.Agent, "memory__read_graph"),
    };
}
