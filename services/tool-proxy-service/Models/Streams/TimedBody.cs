using System.Runtime.CompilerServices;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// A provider's answer that may not be silent for too long. Time in which nobody reads does not count. The timer is not set anew for each event: when
/// it is due, it is set for the rest of the time if the provider has spoken meanwhile.
/// </summary>
internal sealed class TimedBody : IAsyncDisposable
{
    /// <summary>Nobody waits for the provider.</summary>
    private const long Nobody = long.MinValue;

    private readonly Stream _body;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _idleTime;
    private readonly CancellationToken _ended;
    private readonly CancellationTokenSource _reading;
    private readonly ITimer _timer;
    private volatile bool _isSilent;
    private long _waitingSince = Nobody;
    private int _isTimerSet;

    public TimedBody(Stream body, TimeProvider clock, TimeSpan idleTime, CancellationToken ended)
    {
        (_body, _clock, _idleTime, _ended) = (body, clock, idleTime, ended);
        _reading = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _timer = clock.CreateTimer(static body => ((TimedBody)body!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What came of reading.</summary>
    internal enum State
    {
        Read,
        Over,
        Silent,
    }

    /// <summary>Waits with no buffer, then reads what has come.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(State State, int Count)> ReadAsync(EventSplitter events)
    {
        try
        {
            events.Free();
            await Timed(_body.ReadAsync(Memory<byte>.Empty, _reading.Token));
            // A body that cannot be waited for so has said at once that there is nothing.
            var count = await Timed(_body.ReadAsync(events.Room(), _reading.Token));
            return (count == 0 ? State.Over : State.Read, count);
        }
        catch (Exception exception)
        {
            return Failed(exception);
        }
        finally
        {
            Volatile.Write(ref _waitingSince, Nobody);
        }
    }

    /// <summary>Reads, and does something each time that it is due.</summary>
    /// <param name="untilDue">Not due yet while positive.</param>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<(State State, int Count)> ReadAsync(EventSplitter events, Func<TimeSpan> untilDue, Func<ValueTask> doDueAsync)
    {
        var read = ReadAsync(events).AsTask();
        try
        {
            while (!read.IsCompleted || untilDue() <= TimeSpan.Zero)
            {
                if (untilDue() is { Ticks: > 0 } wait)
                {
                    using var over = new CancellationTokenSource();
                    await Task.WhenAny(read, Task.Delay(wait, _clock, over.Token));
                    await over.CancelAsync();
                }
                else
                {
                    await doDueAsync();
                }
            }
        }
        catch
        {
            // Nobody may read into the room any more when it is given back.
            await _reading.CancelAsync();
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await read;
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _reading.Dispose();
    }

    private ValueTask<int> Timed(ValueTask<int> read)
    {
        if (!read.IsCompletedSuccessfully && Volatile.Read(ref _waitingSince) == Nobody)
        {
            Volatile.Write(ref _waitingSince, _clock.GetTimestamp());
            SetTimer(_idleTime);
        }

        return read;
    }

    private void SetTimer(TimeSpan due)
    {
        if (Interlocked.Exchange(ref _isTimerSet, 1) == 0)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whatever else a connection throws, it is over.</summary>
    private (State State, int Count) Failed(Exception exception)
    {
        _ended.ThrowIfCancellationRequested();
        return (_isSilent && exception is OperationCanceledException ? State.Silent : State.Over, 0);
    }

    private void OnDue()
    {
        // First this, then whether somebody waits: whoever begins to wait in between sets the timer.
        Interlocked.Exchange(ref _isTimerSet, 0);
        var since = Volatile.Read(ref _waitingSince);
        if (since == Nobody)
        {
            return;
        }

        var left = _idleTime - _clock.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            SetTimer(left);
            return;
        }

        _isSilent = true;
        try
        {
            _reading.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended meanwhile.
        }
    }
}
