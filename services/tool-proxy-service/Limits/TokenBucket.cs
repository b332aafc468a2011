namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The state of one bucket, in whole numbers only: one permit is as many units as the period has milliseconds, and every
/// millisecond adds as many units as the period has requests. <c>take_call.lua</c> does the same arithmetic.
/// </summary>
/// <remarks>The largest limit (1,000,000 permits, 31 days) has 2.7e15 units: exact in 64 bits, and in Lua's doubles (2^53).</remarks>
internal struct TokenBucket(RateLimit limit, long now)
{
    private RateLimit _limit = limit;
    private long _level = Capacity(limit);
    private long _at = now;

    /// <param name="limit">The limit as it is now; if it changed, the permits that are left are kept, up to the new burst.</param>
    /// <param name="now">Milliseconds on a monotonic clock.</param>
    public LimitState Take(RateLimit limit, long now)
    {
        Refill(now);
        Adopt(limit);
        var permit = Unit(limit);
        var allowed = _level >= permit;
        if (allowed)
        {
            _level -= permit;
        }

        return new LimitState(
            allowed,
            _level / permit,
            allowed ? TimeSpan.Zero : Milliseconds(TimeToGain(permit - _level)),
            Milliseconds(TimeToGain(Capacity(limit) - _level)));
    }

    /// <summary>Time until the next permit; zero if there is one. Takes none.</summary>
    public TimeSpan Wait(long now)
    {
        Refill(now);
        return _level >= Unit(_limit) ? TimeSpan.Zero : Milliseconds(TimeToGain(Unit(_limit) - _level));
    }

    /// <summary>A full bucket equals a new one, so it may be forgotten.</summary>
    public bool IsFull(long now)
    {
        Refill(now);
        return _level == Capacity(_limit);
    }

    /// <summary>A wait as <see cref="TimeSpan"/>, capped at its maximum: the slowest buckets take longer to fill.</summary>
    public static TimeSpan Milliseconds(long wait) =>
        wait < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond ? new TimeSpan(wait * TimeSpan.TicksPerMillisecond) : TimeSpan.MaxValue;

    private void Refill(long now)
    {
        var missing = Capacity(_limit) - _level;
        var elapsed = Math.Max(0, now - _at);
        // Comparing times first keeps the product within what is missing, so that it cannot overflow.
        _level += elapsed >= TimeToGain(missing) ? missing : elapsed * _limit.Requests;
        _at += elapsed;
    }

    private void Adopt(RateLimit limit)
    {
        if (limit == _limit)
        {
            return;
        }

        var level = (Int128)_level * Unit(limit) / Unit(_limit);
        _level = (long)Int128.Min(level, Capacity(limit));
        _limit = limit;
    }

    private readonly long TimeToGain(long units) => (units + _limit.Requests - 1) / _limit.Requests;

    private static long Capacity(RateLimit limit) => limit.Burst * Unit(limit);

    private static long Unit(RateLimit limit) => (long)limit.Per.TotalMilliseconds;
}
