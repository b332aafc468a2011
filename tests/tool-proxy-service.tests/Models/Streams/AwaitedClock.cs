using System.Collections.Concurrent;
using FourRunr.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>A fake clock that also says when somebody waits for it: before that, to advance it would be in vain.</summary>
internal sealed class AwaitedClock : FakeTimeProvider
{
    private readonly ConcurrentDictionary<WatchedTimer, TimeSpan> _waiting = new();

    /// <summary>Returns when a timer of this time is running.</summary>
    public Task WaitedForAsync(TimeSpan time) => Eventually.TrueAsync(() => _waiting.Values.Contains(time), $"a timer of {time} runs");

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(base.CreateTimer(callback, state, dueTime, period), this);
        timer.Note(dueTime);
        return timer;
    }

    private sealed class WatchedTimer(ITimer timer, AwaitedClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            Note(dueTime);
            return isChanged;
        }

        public void Note(TimeSpan dueTime)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                clock._waiting.TryRemove(this, out _);
            }
            else
            {
                clock._waiting[this] = dueTime;
            }
        }

        public void Dispose()
        {
            clock._waiting.TryRemove(this, out _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock._waiting.TryRemove(this, out _);
            return timer.DisposeAsync();
        }
    }
}
