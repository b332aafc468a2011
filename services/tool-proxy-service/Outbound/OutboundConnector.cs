using System.Net;
using System.Net.Sockets;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// Makes every connection that leaves for a tool: looks the name up once, has all its addresses checked, and connects to one of those.
/// Between check and connection no name is looked up again, so a name that changes its mind (DNS rebinding) changes nothing.
/// TLS above it still asks for a certificate of the name.
/// </summary>
internal sealed class OutboundConnector(OutboundGuard guard, ConnectTo connect)
{
    /// <summary>For an address that has others after it: one dead address must not use up all the time.</summary>
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(2);

    private static readonly HttpRequestOptionsKey<int> Connections = new("outbound.connections");

    /// <exception cref="ConnectException">Always this one, unless cancelled.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // The handler would send a request up to four times when new connections close unanswered. Whether to try again is for the
        // tool's resilience to say, which counts attempts. With TLS a second connection may be needed: the first one, offered to
        // HTTP/2 and found to be HTTP/1.1, may serve another request meanwhile.
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
                // The next address, if there is one.
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
            throw new ConnectException(OutboundError.Unreachable, "The host's name leads to no address.")
            {
                // A name that does not exist will not exist in a second either.
                IsTransient = exception.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData),
            };
        }
    }
}
