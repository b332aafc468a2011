using FourRunr.Contracts;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class SteadyClockTests
{
    private static readonly RateLimit Wide = new(1_000_000, TimeSpan.FromSeconds(1), 1_000_000);

    private readonly WallClock _clock = new();

    [Theory]
    [InlineData(QuotaStrategy.Sliding)]
    [InlineData(QuotaStrategy.Fixed)]
    public async Task Quota_WallClockSetAheadAndBack_NeverMoreThanTheLimit(QuotaStrategy strategy)
    {
        using var limiter = new InProcessCallLimiter(new TestHistory(), _clock, NullLogger<InProcessCallLimiter>.Instance);
        var quota = new Quota("*", 15, TimeSpan.FromHours(1), strategy);
        var request = new LimitRequest("agt_1", Wide, [quota]);
        var allowed = 0;
        foreach (var ahead in new[] { 0, 3, 0, -3, 0 })
        {
            _clock.Ahead = TimeSpan.FromHours(ahead);
            _clock.Advance(TimeSpan.FromSeconds(10));
            for (var i = 0; i < 10; i++)
            {
                allowed += (await limiter.TakeAsync(request, CancellationToken.None)).Allowed ? 1 : 0;
            }
        }

        Assert.Equal(15, allowed);
        _clock.Advance(TimeSpan.FromMinutes(62));
        Assert.True((await limiter.TakeAsync(request, CancellationToken.None)).Allowed);
    }

    [Fact]
    public void Observe_WallClockSetAhead_FollowsByAThousandth()
    {
        var steady = new SteadyClock(_clock);
        var start = Observe(steady);
        _clock.Ahead = TimeSpan.FromHours(3);

        _clock.Advance(TimeSpan.FromHours(1));
        var after = Observe(steady) - start;

        Assert.Equal(3_603_600, after);
    }

    [Fact]
    public void Observe_ManyTimesWhileTheWallClockJumps_NeverGoesBackAndKeepsPace()
    {
        var steady = new SteadyClock(_clock);
        var start = Observe(steady);
        var last = start;
        for (var i = 0; i < 10_000; i++)
        {
            _clock.Ahead = TimeSpan.FromHours((i % 3) - 1);
            _clock.Advance(TimeSpan.FromMilliseconds(7));
            var now = Observe(steady);
            Assert.True(now >= last);
            last = now;
        }

        Assert.InRange(last - start, 69_930 - 1, 70_070 + 1);
        Assert.InRange(steady.Now!.Value, last, last + 1);
    }

    private long Observe(SteadyClock steady) => steady.Observe(_clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>What passes and what the wall clock says are two things.</summary>
    private sealed class WallClock() : FakeTimeProvider(new DateTimeOffset(2030, 3, 1, 12, 10, 0, TimeSpan.Zero))
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
