using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FourRunr.Hosting.Limits;
using FourRunr.Hosting.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace FourRunr.Hosting.Shutdown;

/// <summary>Listens on the server's ordinary sockets; pauses when no file descriptor is left, and closes without resetting connections where a service drains.</summary>
internal sealed class ListenerFactory(Drain drain, IOptions<SocketTransportOptions> options, TimeProvider clock, ILoggerFactory loggers) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Listen(endpoint);
        var connections = new SocketConnectionContextFactory(
            WithPool(options.Value), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        IConnectionListener listener = new AcceptingListener(socket, connections, clock, loggers.CreateLogger<AcceptingListener>());
        return new(drain.IsNone ? listener : new ClosingListener(listener, socket, clock));
    }

    private static Socket Listen(EndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(ServerLimits.Backlog);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new AddressInUseException(exception.Message, exception)
                : exception;
        }
    }

    /// <summary>
    /// Options with the pool of the server, which no public member takes over. Without it, connections take their buffers from the pool that all
    /// arrays share; it keeps a few dozen, so that under load nearly every buffer is a new one.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern SocketConnectionFactoryOptions WithPool(SocketTransportOptions options);
}
