using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Standalone;

public sealed class StandaloneProcessTests
{
    [Fact]
    public async Task Start_WithoutAnySetting_IsReadyAndItsPastedCommandsWork()
    {
        await using var gateway = new StandaloneProcess([]);
        await gateway.ReadyAsync();

        Assert.Contains($"front door     {gateway.Url.GetLeftPart(UriPartial.Authority)}", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("operator key   .data/secrets/admin-key", gateway.Output, StringComparison.Ordinal);
        var key = await File.ReadAllTextAsync(Path.Combine(gateway.WorkingDirectory, ".data/secrets/admin-key"));
        Assert.DoesNotContain(key, gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("HttpClient", gateway.Output, StringComparison.Ordinal);

        var commands = gateway.Output.Split('\n').SkipWhile(line => !line.StartsWith("  KEY=", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        var answer = await PasteAsync(string.Join('\n', commands), gateway.WorkingDirectory);

        Assert.NotNull(JsonNode.Parse(answer)?["data"]);
        Assert.Equal(0, await gateway.TerminateAsync());
    }

    [Fact]
    public async Task Demo_TellsTheWholeStory()
    {
        await using var demo = new StandaloneProcess(["demo"]);

        var exitCode = await demo.ExitAsync();

        Assert.True(exitCode == 0, demo.Output);
        Assert.Equal(15, demo.Output.Split('\n').Count(line => line.StartsWith('✓')));
        Assert.DoesNotContain("PRIVATE KEY", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeysWithALineEnd_IsReadyAndTakesThem()
    {
        await using var gateway = new StandaloneProcess(
            [], ("GATEWAY_ADMIN_KEY", $"{TestSecrets.AdminKey}\r\n"), ("GATEWAY_SERVICE_KEY", $" {TestSecrets.ServiceKey}\n"));
        await gateway.ReadyAsync();

        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Url, "/v1/policies"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TestSecrets.AdminKey) },
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSoInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var gateway = new StandaloneProcess([], ("GATEWAY_AUTH_URL", $"http://{taken.LocalEndpoint}"));

        Assert.Equal(1, await gateway.ExitAsync());
        Assert.Contains("already in use", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAWrongSetting_NamesIt()
    {
        await using var gateway = new StandaloneProcess([], ("GATEWAY_KEK", "short"));

        Assert.Equal(1, await gateway.ExitAsync());
        Assert.Contains("GATEWAY_KEK must be 32 random bytes", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    private static async Task<string> PasteAsync(string commands, string directory)
    {
        var start = new ProcessStartInfo("sh", ["-c", commands]) { WorkingDirectory = directory, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return answer;
    }
}
