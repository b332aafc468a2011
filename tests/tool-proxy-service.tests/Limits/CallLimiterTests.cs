using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class CallLimiterTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _agent = GatewayId.New(GatewayId.Agent, TimeProvider.System);

    [Theory, BothBackends]
    public async Task Take_200InParallelOf50Permits_Exactly50(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var limit = new RateLimit(Requests: 1, Day, Burst: 50);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => Task.Run(() => limiter.TakeAsync(_agent, limit).AsTask())));

        Assert.All(outcomes, outcome => Assert.False(outcome.Degraded));
        // Every permit is handed out once: 49 left after the first, 0 after the last.
        Assert.Equal(
            Enumerable.Range(0, 50).Select(left => (long)left),
            outcomes.Where(outcome => outcome.Allowed).Select(outcome => outcome.Remaining).Order());
    }

    [Fact]
    public async Task Take_TwoReplicasOnOneRedis_TogetherExactly50()
    {
        await using var one = TestLimiter.Create(Backend.Cluster);
        await using var other = TestLimiter.Create(Backend.Cluster);
        var limit = new RateLimit(Requests: 1, Day, Burst: 50);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).TakeAsync(_agent, limit).AsTask())));

        Assert.All(outcomes, outcome => Assert.False(outcome.Degraded));
        Assert.Equal(50, outcomes.Count(outcome => outcome.Allowed));
    }

    [Theory, BothBackends]
    public async Task Take_OtherAgentUsedUpItsOwn_Allowed(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var limit = new RateLimit(Requests: 1, Day, Burst: 1);
        await limiter.TakeAsync(_agent, limit);

        Assert.False((await limiter.TakeAsync(_agent, limit)).Allowed);
        Assert.True((await limiter.TakeAsync(GatewayId.New(GatewayId.Agent, TimeProvider.System), limit)).Allowed);
    }

    [Theory, BothBackends]
    public async Task Take_AfterRetryAfter_AllowedAgain(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var limit = new RateLimit(Requests: 2, TimeSpan.FromSeconds(1), Burst: 1);
        var first = await limiter.TakeAsync(_agent, limit);
        var refused = await TakeUntilRefusedAsync(limiter, limit);

        Assert.True(first.Allowed);
        Assert.Equal(TimeSpan.Zero, first.RetryAfter);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500));

        await limiter.PassAsync(refused.RetryAfter);
        Assert.True((await limiter.TakeAsync(_agent, limit)).Allowed);
    }

    [Theory, BothBackends]
    public async Task Take_AfterResetAfter_WholeBurstAgain(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var limit = new RateLimit(Requests: 1, TimeSpan.FromSeconds(1), Burst: 3);
        var outcome = await TakeUntilRefusedAsync(limiter, limit);

        Assert.InRange(outcome.Rate.ResetAfter, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        await limiter.PassAsync(outcome.Rate.ResetAfter);
        var next = await limiter.TakeAsync(_agent, limit);
        Assert.True(next.Allowed);
        Assert.Equal(2, next.Remaining);
    }

    [Theory, BothBackends]
    public async Task Take_LimitChangedBackAndForth_NoFreeRefill(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var small = new RateLimit(Requests: 1, Day, Burst: 10);
        var large = new RateLimit(Requests: 7, 31 * Day, Burst: 1000);
        for (var i = 0; i < 8; i++)
        {
            await limiter.TakeAsync(_agent, small);
        }

        var allowed = 0;
        for (var i = 0; i < 10; i++)
        {
            allowed += (await limiter.TakeAsync(_agent, i % 2 == 0 ? large : small)).Allowed ? 1 : 0;
        }

        Assert.Equal(2, allowed);
    }

    [Theory, BothBackends]
    public async Task Take_SmallerBurst_PermitsBeyondItAreGone(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        await limiter.TakeAsync(_agent, new RateLimit(Requests: 1, Day, Burst: 1000));

        Assert.Equal(4, (await limiter.TakeAsync(_agent, new RateLimit(Requests: 1, Day, Burst: 5))).Remaining);
        Assert.Equal(3, (await limiter.TakeAsync(_agent, new RateLimit(Requests: 1, Day, Burst: 1000))).Remaining);
    }

    /// <summary>The corners of what a policy may say.</summary>
    [Theory]
    [CombinatorialLimits]
    public async Task Take_ExtremeLimit_CountsExactly(Backend backend, int requests, int days, int burst)
    {
        await using var limiter = TestLimiter.Create(backend);
        var limit = new RateLimit(requests, days == 0 ? TimeSpan.FromSeconds(1) : days * Day, burst);

        var first = await limiter.TakeAsync(_agent, limit);

        Assert.True(first.Allowed);
        Assert.Equal(burst - 1, first.Remaining);
        Assert.InRange(first.Rate.ResetAfter, TimeSpan.FromMilliseconds(1), limit.Per / requests + TimeSpan.FromMilliseconds(1));
        if (days > 0 && requests == 1)
        {
            var second = await limiter.TakeAsync(_agent, limit);
            Assert.Equal(burst > 1, second.Allowed);
            Assert.Equal(Math.Max(0, burst - 2), second.Remaining);
        }
    }

    /// <summary>However many permits come in while the bucket is emptied: in the end one call is refused.</summary>
    private async Task<LimitOutcome> TakeUntilRefusedAsync(TestLimiter limiter, RateLimit limit)
    {
        while (true)
        {
            var outcome = await limiter.TakeAsync(_agent, limit);
            if (!outcome.Allowed)
            {
                return outcome;
            }
        }
    }
}
