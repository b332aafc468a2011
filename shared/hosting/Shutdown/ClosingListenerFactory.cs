using System.Net;
using System.Net.Sockets;
using FourRunr.Hosting.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FourRunr.Hosting.Shutdown;

/// <summary>The server's ordinary sockets, closed with care.</summary>
internal sealed class ClosingListenerFactory(TimeProvider clock, ILoggerFactory loggers) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        var options = new SocketTransportOptions
        {
            Backlog = ServerLimits.Backlog,
            CreateBoundListenSocket = address => socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address),
        };
        var listener = await new SocketTransportFactory(Options.Create(options), loggers).BindAsync(endpoint, cancellationToken);
        return new ClosingListener(listener, socket!, clock);
    }
}
