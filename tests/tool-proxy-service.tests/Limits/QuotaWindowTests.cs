using FourRunr.Contracts;
using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class QuotaWindowTests
{
    private const long Start = 1_790_000_000_123;

    /// <summary>Against a naive log of calls: no window of any position holds more than the limit, and nothing is held back for longer than said.</summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(7000)]
    [InlineData(3_600_000)]
    [InlineData(2_678_400_000)]
    public void Take_SlidingAtRandomTimes_NoWindowHoldsMoreAndUnitsReturnASixtiethLateAtMost(long windowMs)
    {
        var random = new Random((int)windowMs);
        var counter = new QuotaCounter("*", windowMs, QuotaStrategy.Sliding);
        for (var round = 0; round < 50; round++)
        {
            var window = new QuotaWindow(counter);
            var limit = random.NextInt64(1, 20);
            var log = new List<long>();
            var now = Start + random.NextInt64(windowMs);
            for (var call = 0; call < 300; call++)
            {
                now += random.Next(4) switch { 0 => 0, 1 => random.NextInt64(windowMs / 60), 2 => random.NextInt64(windowMs / 5), _ => random.NextInt64(1, 3) };
                var state = window.Look(limit, now);
                var exact = log.Count(at => at > now - windowMs);
                var atWorst = log.Count(at => at > now - windowMs - (windowMs / 60) - 1);
                Assert.True(exact < limit || !state.Allowed, "A window holds more than the limit.");
                Assert.True(atWorst >= limit || state.Allowed, "A unit is held back for too long.");
                Assert.InRange(state.Remaining, Math.Max(0, limit - atWorst), limit - exact);
                if (state.Allowed)
                {
                    window.Take(now);
                    log.Add(now);
                }
                else
                {
                    // Truthful to the millisecond: then one call passes, and not before.
                    var retryAt = now + (long)state.RetryAfter.TotalMilliseconds;
                    Assert.False(Copy(counter, window).Look(limit, retryAt - 1).Allowed);
                    Assert.True(Copy(counter, window).Look(limit, retryAt).Allowed);
                    now = random.Next(2) == 0 ? retryAt : now;
                }
            }
        }
    }

    [Fact]
    public void Take_Fixed_AllReturnAtMultiplesOfTheWindowSinceTheEpoch()
    {
        const long Day = 86_400_000;
        var counter = new QuotaCounter("*", Day, QuotaStrategy.Fixed);
        var window = new QuotaWindow(counter);
        var midnight = (Start / Day * Day) + Day;
        window.Take(midnight - 2);
        window.Take(midnight - 1);

        var before = window.Look(2, midnight - 1);
        Assert.Equal((false, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)), (before.Allowed, before.RetryAfter, before.ResetAfter));
        Assert.Equal(2, window.Look(2, midnight).Remaining);
    }

    [Fact]
    public void Look_SmallerLimit_RetryAfterIsWhenEnoughHaveReturned()
    {
        var counter = new QuotaCounter("*", 60_000, QuotaStrategy.Sliding);
        var window = new QuotaWindow(counter);
        const long Minute = 1_790_000_040_000;
        window.Take(Minute);
        window.Take(Minute + 10_000);
        window.Take(Minute + 20_000);

        Assert.Equal(TimeSpan.FromSeconds(31), window.Look(3, Minute + 30_000).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(51), window.Look(1, Minute + 30_000).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(51), window.Look(1, Minute + 30_000).ResetAfter);
    }

    [Fact]
    public void Take_ClockSetBack_NothingReturnsEarly()
    {
        var window = new QuotaWindow(new QuotaCounter("*", 60_000, QuotaStrategy.Sliding));
        window.Take(Start);
        window.Take(Start - 3_600_000);

        Assert.Equal(2, window.Used);
        Assert.False(window.Look(2, Start + 60_000).Allowed);
    }

    [Fact]
    public void Add_SlotAhead_Counts()
    {
        var counter = new QuotaCounter("*", 60_000, QuotaStrategy.Sliding);
        var window = new QuotaWindow(counter);
        window.Advance(Start);
        window.Add(counter.SlotAt(Start + 5_000), 1);

        Assert.False(window.Look(1, Start).Allowed);
    }

    [Fact]
    public void GiveBack_MoreThanTaken_StaysAtZero()
    {
        var window = new QuotaWindow(new QuotaCounter("*", 60_000, QuotaStrategy.Sliding));
        var slot = window.Take(Start);
        window.GiveBack(slot);
        window.GiveBack(slot);

        Assert.Equal(0, window.Used);
    }

    private static QuotaWindow Copy(QuotaCounter counter, QuotaWindow window)
    {
        var copy = new QuotaWindow(counter);
        for (var slot = window.Oldest; slot <= window.Newest; slot++)
        {
            copy.Add(slot, window[slot]);
        }

        return copy;
    }
}
