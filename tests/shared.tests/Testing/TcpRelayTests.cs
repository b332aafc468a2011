using System.Net;
using System.Net.Sockets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Testing;

/// <summary>The wire does what its faults say; otherwise they would prove nothing.</summary>
public sealed class TcpRelayTests : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);
    private static readonly byte[] Word = [1, 2, 3];

    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly TcpRelay _wire;

    public TcpRelayTests()
    {
        _echo.Start();
        _ = EchoAsync();
        _wire = new TcpRelay(((IPEndPoint)_echo.LocalEndpoint).Port, TimeProvider.System);
    }

    [Fact]
    public async Task Well_PassesOn()
    {
        using var client = await ConnectAsync();

        Assert.Equal(Word, await AskAsync(client));
    }

    [Fact]
    public async Task Delayed_TakesLongerBothWays()
    {
        using var client = await ConnectAsync();
        _wire.Delay(Moment / 2);
        var started = TimeProvider.System.GetTimestamp();

        await AskAsync(client);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= Moment * 0.9);
    }

    [Fact]
    public async Task Blackholed_NothingComesUntilItHeals()
    {
        using var client = await ConnectAsync();
        _wire.Blackhole();
        var asked = AskAsync(client);

        await Assert.ThrowsAsync<TimeoutException>(() => asked.WaitAsync(Moment));
        _wire.Heal();

        Assert.Equal(Word, await asked);
    }

    [Fact]
    public async Task Refusing_BreaksWhatIsThere_AndTakesNothingUntilItHeals()
    {
        using var client = await ConnectAsync();
        await AskAsync(client);
        _wire.Refuse();

        Assert.Empty(await AskAsync(client));
        await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        _wire.Heal();
        using var again = await ConnectAsync();
        Assert.Equal(Word, await AskAsync(again));
    }

    public async ValueTask DisposeAsync()
    {
        await _wire.DisposeAsync();
        _echo.Dispose();
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _wire.Port);
        return client;
    }

    /// <returns>Empty when the connection is over.</returns>
    private static async Task<byte[]> AskAsync(Socket client)
    {
        var answer = new byte[Word.Length];
        try
        {
            await client.SendAsync(Word);
            return answer[..await client.ReceiveAsync(answer)];
        }
        catch (SocketException)
        {
            return [];
        }
    }

    private async Task EchoAsync()
    {
        while (true)
        {
            var client = await _echo.AcceptSocketAsync();
            _ = Task.Run(async () =>
            {
                using (client)
                {
                    var buffer = new byte[100];
                    while (await client.ReceiveAsync(buffer) is var read and > 0)
                    {
                        await client.SendAsync(buffer.AsMemory(0, read));
                    }
                }
            });
        }
    }
}
