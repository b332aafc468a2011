namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The clock of the quotas. It starts with the wall clock and then counts the time that passes, so setting the wall clock ahead frees no
/// quota, and setting it back locks nobody out. It follows a different wall clock by at most a thousandth of the passed time, the
/// usual drift of clocks. It never goes back.
/// </summary>
internal sealed class SteadyClock(TimeProvider clock)
{
    private const int DriftDivisor = 1000;

    private readonly Lock _gate = new();
    private long? _began;
    private TimeSpan _start;
    private long _latest;

    /// <param name="wall">The time of the wall clock, Unix milliseconds.</param>
    /// <returns>Now, Unix milliseconds.</returns>
    public long Observe(long wall) => Observe(wall, clock.GetTimestamp());

    /// <param name="stamp">When that was, on the monotonic clock.</param>
    public long Observe(long wall, long stamp)
    {
        lock (_gate)
        {
            var told = TimeSpan.FromMilliseconds(wall);
            if (_began is not { } began)
            {
                (_began, _start) = (stamp, told);
                return _latest = wall;
            }

            var passed = clock.GetElapsedTime(began, stamp);
            if (passed < TimeSpan.Zero)
            {
                return _latest;
            }

            var now = _start + passed;
            var correction = passed / DriftDivisor;
            now += Clamp(told - now, correction);
            if (correction > TimeSpan.FromMilliseconds(1))
            {
                (_began, _start) = (stamp, now);
            }

            return _latest = Math.Max(_latest, (long)now.TotalMilliseconds);
        }
    }

    /// <summary>The time without reading the wall clock; null before the first observation.</summary>
    public long? Now
    {
        get
        {
            lock (_gate)
            {
                return _began is { } began ? Math.Max(_latest, (long)(_start + clock.GetElapsedTime(began)).TotalMilliseconds) : null;
            }
        }
    }

    private static TimeSpan Clamp(TimeSpan wanted, TimeSpan most) =>
        wanted > most ? most : wanted < -most ? -most : wanted;
}
