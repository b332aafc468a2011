using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FourRunr.Hosting.Listening;

/// <summary>
/// Accepts connections from a listening socket. When the process has no descriptor left it pauses: those who want to connect wait in
/// the port's queue until one is free again, while the server's own listener would try again at once and for ever, in silence.
/// </summary>
internal sealed partial class AcceptingListener(
    Socket socket, SocketConnectionContextFactory connections, TimeProvider clock, ILogger<AcceptingListener> log) : IConnectionListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>At most one line in this time.</summary>
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(30);

    private long? _saidAt;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>Called by one at a time.</summary>
    /// <returns>Null when the listener was closed.</returns>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                if (accepted.LocalEndPoint is IPEndPoint)
                {
                    // An answer is written whole; the last packet of one must not wait for more.
                    accepted.NoDelay = true;
                }

                return connections.Create(accepted);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                Say();
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (SocketException)
            {
                // Whoever waited in the queue went away.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        connections.Dispose();
        return default;
    }

    private void Say()
    {
        if (_saidAt is { } saidAt && clock.GetElapsedTime(saidAt) < BetweenLines)
        {
            return;
        }

        _saidAt = clock.GetTimestamp();
        Log.NoDescriptors(log, EndPoint);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "No file descriptor is left to accept connections on {EndPoint}: they wait until others end. Raise the limit (ulimit -n), or find out who keeps connections open.")]
        public static partial void NoDescriptors(ILogger logger, EndPoint endPoint);
    }
}
