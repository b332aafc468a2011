namespace FourRunr.ToolProxy.Limits;

/// <summary>Redis' clock, estimated. All times are Unix milliseconds.</summary>
internal sealed class RedisClock(TimeProvider clock)
{
    private readonly SteadyClock _redis = new(clock);

    public long Now => _redis.Now ?? clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// The latest time that Redis' clock can show unless it was set ahead since it was first read; null before that. It counts the time that passes
    /// here, so setting Redis' clock ahead frees no quota and no budget.
    /// </summary>
    /// <remarks>One millisecond more, because Redis' time is rounded down.</remarks>
    public long? Latest => _redis.Now + 1;

    /// <summary>This moment on the monotonic clock.</summary>
    public long Stamp => clock.GetTimestamp();

    /// <param name="wall">Redis' own <c>TIME</c>.</param>
    /// <param name="stamp">From before the request, so that no passed time is missing.</param>
    public void Observe(long wall, long stamp) => _redis.Observe(wall, stamp);
}
