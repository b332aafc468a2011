namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The time that quotas go by. It starts with the wall clock and then counts what really passes, so a wall clock that is set ahead frees
/// nothing, and one that is set back locks nobody out. It follows a wall clock that says something else by at most a thousandth of the
/// time that passes: as much as clocks that are right differ. It never goes back.
/// </summary>
internal sealed class SteadyClock(TimeProvider clock)
{
    private const int Slowly = 1000;

    private readonly Lock _gate = new();
    private long? _began;
    private TimeSpan _start;
    private long _latest;

    /// <param name="wall">What the wall clock says, Unix milliseconds.</param>
    /// <returns>Now, Unix milliseconds.</returns>
    public long Observe(long wall) => Observe(wall, clock.GetTimestamp());

    /// <param name="stamp">When that was, on the clock that counts what passes.</param>
    public long Observe(long wall, long stamp)
    {
        lock (_gate)
        {
            var said = TimeSpan.FromMilliseconds(wall);
            if (_began is not { } began)
            {
                (_began, _start) = (stamp, said);
                return _latest = wall;
            }

            var passed = clock.GetElapsedTime(began, stamp);
            if (passed < TimeSpan.Zero)
            {
                return _latest;
            }

            var now = _start + passed;
            var correction = passed / Slowly;
            now += Clamp(said - now, correction);
            if (correction > TimeSpan.FromMilliseconds(1))
            {
                (_began, _start) = (stamp, now);
            }

            return _latest = Math.Max(_latest, (long)now.TotalMilliseconds);
        }
    }

    /// <summary>Now, as far as it is known without asking the wall clock; null before it was observed once.</summary>
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
