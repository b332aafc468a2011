using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// Stops listening without resetting connections. Closing a listening socket resets those that wait in its queue, and right
/// after it the server closes those that have not sent a request yet: for clients both are established connections.
/// </summary>
internal sealed class ClosingListener(IConnectionListener inner, Socket socket, TimeProvider clock) : IConnectionListener
{
    /// <summary>At least the duration of a handshake with the load balancer.</summary>
    private static readonly TimeSpan Handshake = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(1);

    /// <summary>Time for a new connection to send its first request.</summary>
    private static readonly TimeSpan FirstRequest = TimeSpan.FromSeconds(1);

    /// <summary>Longest time that <see cref="UnbindAsync"/> takes.</summary>
    public static readonly TimeSpan LongestClose = LongestQueue + FirstRequest + (2 * Handshake);

    public EndPoint EndPoint => inner.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => inner.AcceptAsync(cancellationToken);

    /// <summary>The server goes on accepting until this has closed the socket, and serves what it has accepted until it returns.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        HandshakeFilter.Attach(socket);
        var started = clock.GetTimestamp();
        do
        {
            await Task.Delay(Handshake, clock, cancellationToken);
        }
        while (HasQueue() && clock.GetElapsedTime(started) < LongestQueue);

        await inner.UnbindAsync(cancellationToken);
        await Task.Delay(FirstRequest, clock, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool HasQueue() => socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
}
