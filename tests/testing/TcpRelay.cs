using System.Net;
using System.Net.Sockets;

namespace FourRunr.Testing;

/// <summary>
/// A wire that can be cut: takes connections at one port and passes them on to another, unharmed, slowly, not at all, or refuses them.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    /// <summary>Connections that may wait to be taken.</summary>
    private const int Queue = 512;

    private readonly int _target;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly CancellationTokenSource _ended = new();
    private Socket? _listener;
    private TaskCompletionSource _flow = Flowing();
    private TimeSpan _delay;

    public TcpRelay(int target, TimeProvider clock)
    {
        (_target, _clock) = (target, clock);
        Listen();
    }

    /// <summary>How many connections it has taken.</summary>
    public int Taken { get; private set; }

    public int Port { get; } = FreePort.Find();

    /// <summary>Every piece of data takes this much longer, in both directions.</summary>
    public void Delay(TimeSpan delay)
    {
        lock (_gate)
        {
            _delay = delay;
        }
    }

    /// <summary>Nothing passes and nothing is said; new connections are not taken, and once a few wait their SYN gets no answer.</summary>
    public void Blackhole()
    {
        lock (_gate)
        {
            _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // As short a queue as there is: once it is full no connection is taken at all.
            _listener?.Listen(0);
        }
    }

    /// <summary>As if nobody listened; the connections that there are break.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (var socket in _open)
            {
                socket.Close(0);
            }
        }
    }

    /// <summary>Everything passes as it should.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _delay = TimeSpan.Zero;
            _flow.TrySetResult();
            if (_listener is null)
            {
                Listen();
            }
            else
            {
                _listener.Listen(Queue);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _ended.Cancel();
        Refuse();
        _ended.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Listen()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(Queue);
        _ = AcceptAsync(_listener, _ended.Token);
    }

    private async Task AcceptAsync(Socket listener, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Now().Flow;
                _ = PassAsync(await listener.AcceptAsync(ended), ended);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Refuses from now on.
        }
    }

    private async Task PassAsync(Socket from, CancellationToken ended)
    {
        var to = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        from.NoDelay = true;
        lock (_gate)
        {
            Taken++;
            _open.UnionWith([from, to]);
        }

        try
        {
            await to.ConnectAsync(IPAddress.Loopback, _target, ended);
            await Task.WhenAny(PumpAsync(from, to, ended), PumpAsync(to, from, ended));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Ended like the other side's.
        }
        finally
        {
            lock (_gate)
            {
                _open.ExceptWith([from, to]);
            }

            from.Dispose();
            to.Dispose();
        }
    }

    /// <returns>When either side has ended.</returns>
    private async Task PumpAsync(Socket from, Socket to, CancellationToken ended)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, ended) is var read and > 0)
            {
                var (flow, delay) = Now();
                await flow.WaitAsync(ended);
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, _clock, ended);
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), ended);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is over; its other half is closed with it.
        }
    }

    private (Task Flow, TimeSpan Delay) Now()
    {
        lock (_gate)
        {
            return (_flow.Task, _delay);
        }
    }

    private static TaskCompletionSource Flowing()
    {
        var flow = new TaskCompletionSource();
        flow.SetResult();
        return flow;
    }
}
