using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class TokenBucketTests
{
    private static readonly RateLimit Largest = new(1_000_000, TimeSpan.FromDays(31), 1_000_000);
    private static readonly RateLimit Slowest = new(1, TimeSpan.FromDays(31), 1_000_000);

    /// <summary>Asking without a permit neither costs nor gains anything: one comes every period ÷ requests.</summary>
    [Theory]
    [InlineData(3, 1000)]
    [InlineData(7, 10_000)]
    [InlineData(999_983, 86_400_000)]
    public void Take_AskedAtEveryMillisecond_AllowsWhatTheRateSays(int requests, int perMs)
    {
        var limit = new RateLimit(requests, TimeSpan.FromMilliseconds(perMs), Burst: 1);
        var bucket = new TokenBucket(limit, now: 0);
        long now = 0, allowed = 0;
        var mostWaited = 0L;
        while (now < 100_000)
        {
            var outcome = bucket.Take(limit, now);
            allowed += outcome.Allowed ? 1 : 0;
            mostWaited = Math.Max(mostWaited, (long)outcome.RetryAfter.TotalMilliseconds);
            now++;
        }

        // Time is whole milliseconds and a burst of one saves nothing, so each wait is the interval, rounded up.
        var interval = (long)Math.Ceiling((double)perMs / requests);
        Assert.Equal((now + interval - 1) / interval, allowed);
        Assert.InRange(mostWaited, 0, interval);
    }

    [Fact]
    public void Take_RandomPauses_NeverMoreThanBurstAndRefill()
    {
        var random = new Random(4711);
        for (var round = 0; round < 200; round++)
        {
            var limit = new RateLimit(random.Next(1, 1_000_001), TimeSpan.FromMilliseconds(random.NextInt64(1000, 2_678_400_001)), random.Next(1, 1_000_001));
            var bucket = new TokenBucket(limit, now: 0);
            long now = 0, allowed = 0;
            for (var call = 0; call < 200; call++)
            {
                now += random.Next(0, 4) == 0 ? random.NextInt64(0, 3_000_000_000) : 0;
                allowed += bucket.Take(limit, now).Allowed ? 1 : 0;
                Assert.True(allowed <= limit.Burst + ((Int128)now * limit.Requests / (long)limit.Per.TotalMilliseconds));
            }
        }
    }

    [Fact]
    public void Take_AfterAges_FullAndNotOverflown()
    {
        foreach (var limit in (RateLimit[])[Largest, Slowest])
        {
            var bucket = new TokenBucket(limit, now: 0);
            bucket.Take(limit, now: 0);

            Assert.Equal(999_999, bucket.Take(limit, now: long.MaxValue / 2).Remaining);
        }
    }

    [Fact]
    public void Take_SlowestBucketEmptied_WaitsAreTruthfulOrTheLongestThatCanBeSaid()
    {
        var bucket = new TokenBucket(Slowest, now: 0);
        var outcome = default(LimitState);
        for (var i = 0; i <= Slowest.Burst; i++)
        {
            outcome = bucket.Take(Slowest, now: 0);
        }

        Assert.False(outcome.Allowed);
        Assert.Equal(TimeSpan.FromDays(31), outcome.RetryAfter);
        Assert.Equal(TimeSpan.MaxValue, outcome.ResetAfter);
    }

    [Fact]
    public void Take_ClockSetBack_NothingGainedNothingLost()
    {
        var limit = new RateLimit(1, TimeSpan.FromSeconds(1), 2);
        var bucket = new TokenBucket(limit, now: 10_000);
        bucket.Take(limit, now: 10_000);

        Assert.Equal(0, bucket.Take(limit, now: 5_000).Remaining);
        Assert.False(bucket.Take(limit, now: 10_999).Allowed);
        Assert.True(bucket.Take(limit, now: 11_000).Allowed);
    }
}
