using System.Net;
using System.Net.Sockets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Processes;

/// <summary>A service whose descriptors are used up waits for some to come back: it says so once, and burns nothing.</summary>
public sealed class NoDescriptorsTests
{
    private const int Limit = 1024;

    [Fact]
    public async Task Accept_WithoutDescriptors_PausesSaysSoOnceAndRecovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems count otherwise.");
        using var data = new TemporaryDirectory();
        await using var service = new StartedProgram(
            "FourRunr.AuthService", [.. TestSecrets.Arguments, $"--GATEWAY_DATA_DIR={data.Path}", "--environment=Development"], Limit);
        await service.StartedAsync();
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < Limit; i++)
            {
                idle.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
                await idle[^1].ConnectAsync(IPAddress.Loopback, service.Url.Port);
            }

            await Eventually.TrueAsync(() => Lines(service) > 0, "it says that no descriptor is left");
            var busy = await ProcessorShareAsync(service);
            Assert.True(busy < 0.5, $"It takes {busy:P0} of a core.");
            Assert.Equal(1, Lines(service));
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }

        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        await Eventually.TrueAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Url, "/health/live"));
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "it serves again");
    }

    private static int Lines(StartedProgram service) =>
        service.Output.Split('\n').Count(line => line.Contains("No file descriptor is left", StringComparison.Ordinal));

    /// <summary>Over one second.</summary>
    private static async Task<double> ProcessorShareAsync(StartedProgram service)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        service.Process.Refresh();
        var before = service.Process.TotalProcessorTime;
        await second.WaitForNextTickAsync();
        service.Process.Refresh();
        return (service.Process.TotalProcessorTime - before).TotalSeconds;
    }
}
