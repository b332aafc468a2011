using System.Net;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// Makes every outbound connection: resolves the name once, checks all its addresses, and connects to one of them. The name is not resolved
/// again between check and connection, so DNS rebinding has no effect. TLS still verifies the certificate against the name.
/// </summary>
internal sealed class OutboundConnector(OutboundGuard guard, ConnectTo connect)
{
    /// <summary>For every address but the last: one dead address must not use up all the time.</summary>
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(2);

    private static readonly HttpRequestOptionsKey<int> Connections = new("outbound.connections");

    /// <exception cref="ConnectException">Always this one, unless cancelled.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // The handler would send a request up to four times if new connections close without an answer. Only the tool's resilience
        // pipeline may repeat it, because it counts attempts. With TLS a second connection may be needed: the first one was offered to
        // HTTP/2, turned out to be HTTP/1.1, and may serve another request meanwhile.
        var options = context.InitialRequestMessage.Options;
        options.TryGetValue(Connections, out var connections);
        if (connections == (context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps ? 2 : 1))
        {
            throw new ConnectException(OutboundError.BrokenOff, OutboundErrorReader.NoWholeAnswer) { IsTransient = true };
        }

        options.Set(Connections, connections + 1);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var (addresses, refusal) = await ResolveAsync(host, port, cancellationToken);
        if (refusal is not null)
        {
            throw new ConnectException(OutboundError.TargetRefused, refusal);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (i < addresses.Count - 1)
                {
                    limit.CancelAfter(AddressTimeout);
                }

                return await connect(new IPEndPoint(addresses[i], port), limit.Token);
            }
            catch (Exception exception) when (
                exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Try the next address, if there is one.
            }
        }

        throw new ConnectException(OutboundError.Unreachable, "No connection could be made.") { IsTransient = true };
    }

    public static async ValueTask<Stream> ConnectSocketAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(IReadOnlyList<IPAddress>, string?)> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            var (addresses, refusal) = await guard.ResolveAsync(host, port, cancellationToken);
            return addresses.Count > 0 || refusal is not null ? (addresses, refusal) : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException exception)
        {
            throw new ConnectException(OutboundError.Unreachable, "The host name has no address.")
            {
                // A name that does not exist will not exist in a second either.
                IsTransient = exception.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData),
            };
        }
    }
}

/// <summary>Connects to exactly this address. Tests redirect public addresses to their own servers.</summary>
internal delegate ValueTask<Stream> ConnectTo(IPEndPoint endpoint, CancellationToken cancellationToken);

/// <summary>Carries the reason of a failed connection through the HTTP handler. The message is for the caller.</summary>
internal sealed class ConnectException(OutboundError fault, string message) : Exception(message)
{
    public OutboundError Fault { get; } = fault;

    public bool IsTransient { get; init; }
}
