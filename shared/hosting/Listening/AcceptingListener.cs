using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FourRunr.Hosting.Listening;

/// <summary>
/// Accepts connections from a listening socket. When the process has no file descriptor left it pauses, and clients wait in the port's
/// queue. The server's own listener would retry at once, for ever, and log nothing.
/// </summary>
internal sealed partial class AcceptingListener(
    Socket socket, SocketConnectionContextFactory connections, TimeProvider clock, ILogger<AcceptingListener> log) : IConnectionListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>At most one log line in this time.</summary>
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(30);

    private long? _loggedAt;

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
                    // A response is written at once; its last packet must not wait for more.
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
                LogNoDescriptors();
                await Task.Delay(Pause, clock, cancellationToken);
            }
            catch (SocketException)
            {
                // The client gave up while it waited in the queue.
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

    private void LogNoDescriptors()
    {
        if (_loggedAt is { } loggedAt && clock.GetElapsedTime(loggedAt) < LogInterval)
        {
            return;
        }

        _loggedAt = clock.GetTimestamp();
        Log.NoDescriptors(log, EndPoint);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "No file descriptor is left to accept connections on {EndPoint}; new ones wait until others end. Raise the limit (ulimit -n), or find out which clients keep connections open.")]
        public static partial void NoDescriptors(ILogger logger, EndPoint endPoint);
    }
}
