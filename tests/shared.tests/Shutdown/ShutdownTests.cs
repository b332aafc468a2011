using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FourRunr.Hosting;
using FourRunr.Shared.Tests.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Shutdown;

/// <summary>A service that is told to stop says so first, and breaks off nobody.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Stop_WhileItDrains_IsNotReadyAndStillAnswers()
    {
        await using var service = await TinyService.StartAsync(["--GATEWAY_DRAIN_TIME=00:00:03"], _clock);
        using (var before = await service.Client.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
            Assert.Null(before.Headers.ConnectionClose);
        }

        var stop = service.StopAsync();

        using (var ready = await service.Client.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal("shutting_down", JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["status"]!.GetValue<string>());
        }

        foreach (var (path, status) in new[]
        {
            ("/things/1", HttpStatusCode.OK), ("/mistake", HttpStatusCode.InternalServerError), ("/health/live", HttpStatusCode.OK),
        })
        {
            using var answer = await service.Client.GetAsync(path);
            Assert.Equal(status, answer.StatusCode);
            Assert.True(answer.Headers.ConnectionClose);
        }

        await AdvanceUntilAsync(() => stop.IsCompleted);
        await stop;
    }

    [Fact]
    public async Task Stop_ConnectionThatHasNotSentItsRequestYet_IsServedAfterThePortHasClosed()
    {
        await using var service = await TinyService.StartAsync(["--GATEWAY_DRAIN_TIME=00:00:00.050"], _clock);
        using var early = await ConnectAsync(service.Url);
        using var idle = await ConnectAsync(service.Url);

        var stop = service.StopAsync();
        await AdvanceUntilAsync(() => !IsListening(service.Url));
        var refused = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(service.Url));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await early.SendAsync("GET /things/7 HTTP/1.1\r\nHost: tiny\r\n\r\n"u8.ToArray());
        var answer = await ReadToEndAsync(early);

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.False(stop.IsCompleted);
        await AdvanceUntilAsync(() => stop.IsCompleted);
        Assert.Equal("", await ReadToEndAsync(idle));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("3s")]
    [InlineData("-00:00:01")]
    [InlineData("00:01:00.001")]
    public async Task Start_DrainTimeThatIsNone_IsRefused(string time)
    {
        var exception = await Assert.ThrowsAsync<InvalidConfigurationException>(() => TinyService.StartAsync([$"--GATEWAY_DRAIN_TIME={time}"]));

        Assert.Contains("GATEWAY_DRAIN_TIME", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets the service's clock run until something has happened; the test's own time does not count.</summary>
    private async Task AdvanceUntilAsync(Func<bool> happened)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!happened())
        {
            _clock.Advance(Step);
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>Not found out by connecting: that would be one more connection to close.</summary>
    private static bool IsListening(Uri url) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == url.Port);

    private static async Task<Socket> ConnectAsync(Uri url)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, url.Port);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }
}
