namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>A provider's answer that may not be silent for too long. Time in which nobody reads does not count.</summary>
internal sealed class TimedBody : IAsyncDisposable
{
    private readonly Stream _body;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _idleTime;
    private readonly CancellationToken _ended;
    private readonly CancellationTokenSource _reading;
    private readonly ITimer _timer;
    private volatile bool _isSilent;

    public TimedBody(Stream body, TimeProvider clock, TimeSpan idleTime, CancellationToken ended)
    {
        (_body, _clock, _idleTime, _ended) = (body, clock, idleTime, ended);
        _reading = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _timer = clock.CreateTimer(static body => ((TimedBody)body!).OnSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What came of reading.</summary>
    internal enum State
    {
        Read,
        Over,
        Silent,
    }

    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<(State State, int Count)> ReadAsync(Memory<byte> room)
    {
        try
        {
            var read = _body.ReadAsync(room, _reading.Token);
            return Read(read.IsCompletedSuccessfully ? read.Result : await WithinIdleTimeAsync(read));
        }
        catch (Exception exception)
        {
            return Failed(exception);
        }
    }

    /// <summary>Reads, and does something each time that it is due.</summary>
    /// <param name="untilDue">Not due yet while positive.</param>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<(State State, int Count)> ReadAsync(Memory<byte> room, Func<TimeSpan> untilDue, Func<ValueTask> doDueAsync)
    {
        var read = ReadAsync(room).AsTask();
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

    private static (State State, int Count) Read(int count) => (count == 0 ? State.Over : State.Read, count);

    private async ValueTask<int> WithinIdleTimeAsync(ValueTask<int> read)
    {
        _timer.Change(_idleTime, Timeout.InfiniteTimeSpan);
        try
        {
            return await read;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whatever else a connection throws, it is over.</summary>
    private (State State, int Count) Failed(Exception exception)
    {
        _ended.ThrowIfCancellationRequested();
        return (_isSilent && exception is OperationCanceledException ? State.Silent : State.Over, 0);
    }

    private void OnSilence()
    {
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
