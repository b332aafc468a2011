using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class QuotaTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly string _agent = GatewayId.New(GatewayId.Agent, TimeProvider.System);

    [Theory, BothBackends]
    public async Task Take_200InParallelWithOneLeft_ExactlyOne(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var quota = Sliding(3);
        await limiter.CallAsync(_agent, quota);
        await limiter.CallAsync(_agent, quota);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => limiter.CallAsync(_agent, quota))));

        Assert.All(outcomes, outcome => Assert.False(outcome.Degraded));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Allowed));
        Assert.All(outcomes, outcome => Assert.Equal(0, outcome.Quotas[0].State.Remaining));
    }

    /// <summary>Nobody knows the counter yet: both replicas rebuild it at once.</summary>
    [Fact]
    public async Task Take_TwoReplicas200InParallelWithOneLeftOnRecord_ExactlyOne()
    {
        var history = new TestHistory();
        await using var one = TestLimiter.Create(Backend.Cluster, history);
        await using var other = TestLimiter.Create(Backend.Cluster, history);
        history.Add(_agent, TimeProvider.System.GetUtcNow());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).CallAsync(_agent, Sliding(2)))));

        Assert.Equal(1, outcomes.Count(outcome => outcome.Allowed));
        Assert.Equal(2, history.CountOf(_agent));
        Assert.InRange(history.Reads, 1, 4);
    }

    [Theory, BothBackends]
    public async Task Take_OneOfSeveralUsedUp_NamesItAndChargesNone(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var (wide, narrow) = (Sliding(5), new Quota("serpapi:search", 1, TimeSpan.FromDays(1), QuotaStrategy.Fixed));
        await limiter.CallAsync(_agent, wide, narrow);

        var refused = await limiter.TakeAsync(_agent, wide, narrow);

        Assert.False(refused.Allowed);
        Assert.True(refused.Rate.Allowed);
        Assert.Equal(narrow, refused.RefusedBy!.Value.Quota);
        Assert.Equal(0, refused.Remaining);
        Assert.Equal(refused.Quotas[1].State.RetryAfter, refused.RetryAfter);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Assert.Equal((true, 4L, TimeSpan.Zero), (refused.Quotas[0].State.Allowed, refused.Quotas[0].State.Remaining, refused.Quotas[0].State.RetryAfter));
        Assert.Null(refused.Charge);
        Assert.Equal(3, (await limiter.TakeAsync(_agent, wide)).Quotas[0].State.Remaining);
    }

    [Theory, BothBackends]
    public async Task Take_RefusedByQuota_TookThePermit(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var rate = new RateLimit(1, TimeSpan.FromDays(1), Burst: 2);
        var request = new LimitRequest(_agent, rate, [Sliding(1)]);

        var first = await limiter.Limiter.TakeAsync(request, CancellationToken.None);
        var second = await limiter.Limiter.TakeAsync(request, CancellationToken.None);
        var third = await limiter.Limiter.TakeAsync(request, CancellationToken.None);

        Assert.Equal((true, 1L), (first.Allowed, first.Rate.Remaining));
        Assert.Equal((false, true, 0L), (second.Allowed, second.Rate.Allowed, second.Rate.Remaining));
        Assert.False(third.Rate.Allowed);
        Assert.Equal(third.Rate.RetryAfter, third.RetryAfter);
    }

    [Theory, BothBackends]
    public async Task Take_RefusedByRate_ChargesNoQuota(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var rate = new RateLimit(1, TimeSpan.FromDays(1), Burst: 1);
        await limiter.Limiter.TakeAsync(new LimitRequest(_agent, rate, [Sliding(10)]), CancellationToken.None);

        var refused = await limiter.Limiter.TakeAsync(new LimitRequest(_agent, rate, [Sliding(10)]), CancellationToken.None);

        Assert.False(refused.Rate.Allowed);
        // The wider rate begins with the empty bucket.
        await limiter.TakeAsync(_agent);
        await limiter.PassAsync(TimeSpan.FromMilliseconds(5));
        Assert.Equal(8, (await limiter.TakeAsync(_agent, Sliding(10))).Quotas[0].State.Remaining);
    }

    [Theory, BothBackends]
    public async Task GiveBack_UnitReturnsOnce(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var first = await limiter.TakeAsync(_agent, Sliding(2), Fixed(2));
        await limiter.TakeAsync(_agent, Sliding(2), Fixed(2));

        await limiter.GiveBackAsync(first);
        await limiter.GiveBackAsync(first);

        var again = await limiter.TakeAsync(_agent, Sliding(2), Fixed(2));
        Assert.True(again.Allowed);
        Assert.All(again.Quotas, quota => Assert.Equal(0, quota.State.Remaining));
        Assert.False((await limiter.TakeAsync(_agent, Sliding(2), Fixed(2))).Allowed);
    }

    [Theory, BothBackends]
    public async Task Take_LimitEdited_CountIsKept(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        for (var i = 0; i < 3; i++)
        {
            await limiter.CallAsync(_agent, Sliding(3));
        }

        Assert.False((await limiter.TakeAsync(_agent, Sliding(2))).Allowed);
        Assert.Equal(1, (await limiter.TakeAsync(_agent, Sliding(5))).Quotas[0].State.Remaining);
        Assert.Equal(1, limiter.History.Reads);
    }

    [Theory, BothBackends]
    public async Task Take_FixedWindow_AllReturnAtItsEnd(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var quota = new Quota("*", 2, TimeSpan.FromSeconds(2), QuotaStrategy.Fixed);
        LimitOutcome outcome;
        do
        {
            // However the window's end falls into the calls: in the end one is refused.
            outcome = await limiter.TakeAsync(_agent, quota);
        }
        while (outcome.Allowed);

        var refusedAt = await limiter.TimeAsync();
        Assert.InRange(refusedAt + outcome.RetryAfter, EndOfWindow(refusedAt), EndOfWindow(refusedAt) + TimeSpan.FromMilliseconds(500));
        await limiter.PassAsync(outcome.RetryAfter);
        Assert.True((await limiter.TakeAsync(_agent, quota)).Allowed);

        TimeSpan EndOfWindow(TimeSpan time) => quota.Window * (Math.Floor(time / quota.Window) + 1);
    }

    /// <summary>As <see cref="QuotaWindowTests"/>, but of the whole limiter on real time or the fake clock.</summary>
    [Theory, BothBackends]
    public async Task Take_SlidingForManyWindows_NoWindowHoldsMore(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var random = new Random(42);
        var quota = new Quota("*", 7, TimeSpan.FromSeconds(1), QuotaStrategy.Sliding);
        var log = new List<DateTimeOffset>();
        for (var call = 0; call < 150; call++)
        {
            var outcome = await limiter.TakeAsync(_agent, quota);
            if (outcome.Allowed)
            {
                log.Add(outcome.TakenAt);
            }

            await limiter.PassAsync(TimeSpan.FromMilliseconds(random.Next(40)));
        }

        Assert.True(log.Count > 10);
        Assert.All(log, end => Assert.InRange(log.Count(at => at > end - quota.Window && at <= end), 1, 7));
        Assert.Contains(log, end => log.Count(at => at > end - quota.Window && at <= end) == 7);
    }

    [Theory, BothBackends]
    public async Task Take_AfterRestart_CountsFromTheRecords(Backend backend)
    {
        var history = new TestHistory();
        await using (var before = TestLimiter.Create(backend, history))
        {
            for (var i = 0; i < 3; i++)
            {
                await before.CallAsync(_agent, Sliding(5));
            }

            await before.ForgetAsync(_agent);
        }

        await using var after = TestLimiter.Create(backend, history);
        Assert.Equal(1, (await after.CallAsync(_agent, Sliding(5))).Quotas[0].State.Remaining);
        Assert.True((await after.CallAsync(_agent, Sliding(5))).Allowed);
        Assert.False((await after.CallAsync(_agent, Sliding(5))).Allowed);
    }

    [Theory, BothBackends]
    public async Task Take_RecordsCannotBeRead_RefusesInsteadOfGuessing(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        limiter.History.IsAway = true;

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => limiter.TakeAsync(_agent, Sliding(5)).AsTask());
        Assert.True((await limiter.TakeAsync(_agent)).Allowed);

        limiter.History.IsAway = false;
        Assert.Equal(4, (await limiter.TakeAsync(_agent, Sliding(5))).Quotas[0].State.Remaining);
    }

    [Theory, BothBackends]
    public async Task Take_AgentWithoutCalls_IsLookedUpOnce(Backend backend)
    {
        await using var limiter = TestLimiter.Create(backend);
        var usedUp = new Quota("serpapi:*", 1, Hour, QuotaStrategy.Sliding);
        await limiter.TakeAsync(_agent, usedUp);

        for (var i = 0; i < 5; i++)
        {
            // Refused by the one, so that the other is never charged.
            Assert.False((await limiter.TakeAsync(_agent, usedUp, Sliding(5))).Allowed);
        }

        Assert.Equal(2, limiter.History.Reads);
    }

    private static Quota Sliding(long limit) => new("*", limit, Hour, QuotaStrategy.Sliding);

    // A day, so that its end hardly ever falls into a test.
    private static Quota Fixed(long limit) => new("*", limit, TimeSpan.FromDays(31), QuotaStrategy.Fixed);
}
