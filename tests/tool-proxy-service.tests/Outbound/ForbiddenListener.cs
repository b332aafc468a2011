using System.Net;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>What nobody may reach: counts every connection, on 127.0.0.1 and ::1, and answers like a web server so that success would show.</summary>
internal sealed class ForbiddenListener : IAsyncDisposable
{
    private readonly TcpListener _v4 = new(IPAddress.Loopback, 0);
    private readonly TcpListener? _v6;
    private readonly Task[] _accepting;
    private int _accepted;

    public ForbiddenListener()
    {
        _v4.Start();
        Port = ((IPEndPoint)_v4.LocalEndpoint).Port;
        if (Socket.OSSupportsIPv6)
        {
            _v6 = new TcpListener(IPAddress.IPv6Loopback, Port);
            _v6.Start();
        }

        _accepting = [.. new[] { _v4, _v6 }.OfType<TcpListener>().Select(AcceptAsync)];
    }

    public int Port { get; }

    public int Accepted => _accepted;

    public async ValueTask DisposeAsync()
    {
        _v4.Stop();
        _v6?.Stop();
        await Task.WhenAll(_accepting);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _accepted);
                var stream = connection.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
