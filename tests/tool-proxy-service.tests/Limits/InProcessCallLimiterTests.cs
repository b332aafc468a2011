using FourRunr.Contracts;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class InProcessCallLimiterTests : IDisposable
{
    private static readonly RateLimit Quick = new(Requests: 1, TimeSpan.FromSeconds(1), Burst: 2);
    private static readonly RateLimit Slow = new(Requests: 1, TimeSpan.FromDays(1), Burst: 2);

    private readonly FakeTimeProvider _clock = new();
    private readonly TestHistory _history = new();
    private readonly InProcessCallLimiter _limiter;

    public InProcessCallLimiterTests() =>
        _limiter = new InProcessCallLimiter(_history, _clock, NullLogger<InProcessCallLimiter>.Instance, maxAgents: 2);

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public async Task Sweep_FullBucketsForgotten_OthersKeepTheirLevel()
    {
        await TakeAsync("agt_quick", Quick);
        await TakeAsync("agt_slow", Slow);

        _clock.Advance(InProcessCallLimiter.SweepInterval);

        Assert.Equal(1, _limiter.Count);
        Assert.Equal(0, (await TakeAsync("agt_slow", Slow)).Remaining);
        Assert.Equal(1, (await TakeAsync("agt_quick", Quick)).Remaining);
    }

    [Fact]
    public async Task Take_NoRoomForAnotherAgent_WaitsAndNobodyGainsAPermit()
    {
        await TakeAsync("agt_quick", Quick);
        await TakeAsync("agt_slow", Slow);
        await TakeAsync("agt_slow", Slow);

        var late = await TakeAsync("agt_late", Slow);
        Assert.False(late.Allowed);
        Assert.False((await TakeAsync("agt_slow", Slow)).Allowed);

        _clock.Advance(late.RetryAfter);
        Assert.True((await TakeAsync("agt_late", Slow)).Allowed);
        Assert.False((await TakeAsync("agt_slow", Slow)).Allowed);
    }

    [Fact]
    public async Task Take_WhileBucketsAreForgotten_StillExact()
    {
        var limit = new RateLimit(Requests: 1, TimeSpan.FromMilliseconds(1), Burst: 5);
        long allowed = 0, rounds = 200;
        for (var round = 0; round < rounds; round++)
        {
            // Full again, so that the sweep forgets the bucket while it is used.
            _clock.Advance(InProcessCallLimiter.SweepInterval - TimeSpan.FromMilliseconds(100));
            var takes = Enumerable.Range(0, 20).Select(_ => Task.Run(() => TakeAsync("agt_busy", limit).AsTask())).ToList();
            var sweep = Task.Run(() => _clock.Advance(TimeSpan.FromMilliseconds(100)));
            await Task.WhenAll(takes);
            await sweep;
            allowed += takes.Count(take => take.Result.Allowed);
        }

        // 5 at once, and at most 5 more when the clock moves in their midst.
        Assert.InRange(allowed, rounds * 5, rounds * 10);
        Assert.InRange(_limiter.Count, 0, 1);
    }

    [Fact]
    public async Task Sweep_QuotaUnusedForAnHour_ForgottenAndRebuiltWhenNeeded()
    {
        var monthly = new Quota("*", 2, TimeSpan.FromDays(31), QuotaStrategy.Sliding);
        var recorded = await TakeAsync("agt_quick", Quick, monthly);
        _history.Add("agt_quick", recorded.TakenAt);
        _limiter.Recorded(recorded.Charge);
        await TakeAsync("agt_slow", Quick, monthly);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(2, _limiter.Count);
        _clock.Advance(TimeSpan.FromMinutes(2));

        // The other agent's call is not on record yet: only here is it known.
        Assert.Equal(1, _limiter.Count);
        Assert.Equal(0, (await TakeAsync("agt_quick", Quick, monthly)).Quotas[0].State.Remaining);
        Assert.Equal(0, (await TakeAsync("agt_slow", Quick, monthly)).Quotas[0].State.Remaining);
        Assert.Equal(3, _history.Reads);
    }

    private ValueTask<LimitOutcome> TakeAsync(string agent, RateLimit limit, params Quota[] quotas) =>
        _limiter.TakeAsync(new LimitRequest(agent, limit, quotas), CancellationToken.None);
}
