using System.Net;
using System.Net.Sockets;
using FourRunr.Hosting.Limits;
using FourRunr.Hosting.Listening;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FourRunr.Hosting.Shutdown;

/// <summary>Listens on the server's ordinary sockets; pauses when no file descriptor is left, and closes without resetting connections where a service drains.</summary>
internal sealed class ListenerFactory(Drain drain, TimeProvider clock, ILoggerFactory loggers) : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = Listen(endpoint);
        var connections = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions(), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
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
}
