using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>A server that need not keep to HTTP: reads the head of one request per connection, writes what the test says, and closes.</summary>
internal sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _answer;
    private readonly bool _tls;
    private readonly Task _serving;
    private readonly CancellationTokenSource _stop = new();

    private RawSite(Func<Stream, Task> answer, bool tls)
    {
        (_answer, _tls) = (answer, tls);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The name that the last TLS client asked for.</summary>
    public string? AskedName { get; private set; }

    /// <summary>Requests whose head arrived.</summary>
    public int Requests { get; private set; }

    public static RawSite Writing(Func<Stream, Task> answer) => new(answer, tls: false);

    public static RawSite Saying(string text) => new(stream => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask(), tls: false);

    /// <summary>Says this, and then nothing more while the client waits.</summary>
    public static RawSite HangingAfter(string text) => new(
        async stream =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            _ = await stream.ReadAsync(new byte[1]);
        },
        tls: false);

    /// <summary>Behind a certificate that it made itself, for any name.</summary>
    public static RawSite Untrusted() => new(stream => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray()).AsTask(), tls: true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
                using var closing = _stop.Token.Register(connection.Close);
                await using var stream = _tls ? await SecureAsync(connection.GetStream()) : connection.GetStream();
                await ReadHeadAsync(stream);
                Requests++;
                await _answer(stream);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(
            (_, hello, _, _) =>
            {
                AskedName = hello.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = SiteCertificate.Instance });
            },
            null,
            _stop.Token);
        return secure;
    }

    private static async Task ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var chunk = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(chunk);
            head.Append(read > 0 ? Encoding.Latin1.GetString(chunk, 0, read) : throw new IOException("The client hung up."));
        }
    }
}
