using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

/// <summary>Redis loses its data, goes away and comes back; the effects of the calls are counted.</summary>
public sealed class RedisQuotaTests
{
    private const string Wipeable = $",allowAdmin=true,{TestServers.PatientTimes}";

    private static readonly (string, string)[] OneOfTwo =
        [("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:00"), ("Limits:QuotaSettling", "00:00:01"), ("Limits:ProbeInterval", "00:00:00.100")];

    private readonly string _agent = GatewayId.New(GatewayId.Agent, TimeProvider.System);
    private readonly TestHistory _history = new();

    [Fact]
    public async Task Take_Counter_LiesUnderOneHashTaggedKeyOfAtMost61Slots()
    {
        await using var limiter = TestLimiter.Create(Backend.Cluster);
        var quota = new Quota("serpapi:*", 1_000_000, TimeSpan.FromSeconds(1), QuotaStrategy.Sliding);
        var end = await limiter.TimeAsync() + TimeSpan.FromSeconds(2.5);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
        while (await limiter.TimeAsync() < end)
        {
            await limiter.TakeAsync(_agent, quota);
            await pace.WaitForNextTickAsync();
        }

        var key = $"4runr:quota:{{{_agent}}}:serpapi:*:1000:sliding";
        // Besides the slots: which rebuild, and when.
        Assert.InRange(await limiter.Redis.HashLengthAsync(key), 30, 61 + 2);
        Assert.InRange((await limiter.Redis.KeyTimeToLiveAsync(key))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Take_RedisWiped_CallsUnderWayAndOnRecordStillCount()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        await limiter.CallAsync(_agent, Daily(5));
        var underWay = await limiter.TakeAsync(_agent, Daily(5));
        var returned = await limiter.TakeAsync(_agent, Daily(5));

        await limiter.Redis.ExecuteAsync("FLUSHALL");
        Assert.Equal(1, (await limiter.CallAsync(_agent, Daily(5))).Quotas[0].State.Remaining);

        // Charged before the counter was lost, it can be returned after.
        await limiter.GiveBackAsync(returned);
        limiter.Record(_agent, underWay);
        Assert.Equal(1, (await limiter.CallAsync(_agent, Daily(5))).Quotas[0].State.Remaining);
    }

    [Fact]
    public async Task Take_RebuiltByOtherReplica_BringsInWhatThatCouldNotSee()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        await using var other = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        var underWay = await one.TakeAsync(_agent, Daily(10));
        await one.CallAsync(_agent, Daily(10));
        // What is recorded just before a rebuild may count twice.
        await one.PassAsync(TimeSpan.FromMilliseconds(200));

        await one.Redis.ExecuteAsync("FLUSHALL");
        // The other sees the one call on record, and not the one that is under way.
        Assert.Equal(8, (await other.CallAsync(_agent, Daily(10))).Quotas[0].State.Remaining);

        Assert.Equal(6, (await one.CallAsync(_agent, Daily(10))).Quotas[0].State.Remaining);
        one.Record(_agent, underWay);
        Assert.Equal(5, (await one.CallAsync(_agent, Daily(10))).Quotas[0].State.Remaining);
    }

    [Fact]
    public async Task Take_RedisWipedAgainAndAgainUnderLoad_EffectsNeverAboveTheCap()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        await using var other = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        var cap = Daily(300);

        // Calls of both replicas are under way at every wipe.
        var callers = Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var limiter = i % 2 == 0 ? one : other;
            while (await limiter.TakeAsync(_agent, cap) is { Allowed: true } outcome)
            {
                await Task.Yield();
                limiter.Record(_agent, outcome);
            }
        })));
        for (var wipeAt = 25; wipeAt <= 200 && !callers.IsCompleted; wipeAt += 25)
        {
            await Task.WhenAny(_history.ReachAsync(wipeAt), callers);
            await one.Redis.ExecuteAsync("FLUSHALL");
        }

        await callers;

        // Calls that were recorded while the records were read count twice; none is left out.
        Assert.InRange(_history.CountOf(_agent), 100, 300);
    }

    [Fact]
    public async Task Take_RedisStopped_EachReplicaKeepsToItsShareAndTheUnitsComeHome()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLimiter.OnRedis(redis.Address, _history, OneOfTwo);
        await using var other = TestLimiter.OnRedis(redis.Address, _history, OneOfTwo);
        for (var i = 0; i < 3; i++)
        {
            await one.CallAsync(_agent, Daily(10));
        }

        await redis.StopAsync();
        var local = await CallAsync(one, 20);
        Assert.All(local, outcome => Assert.True(outcome.Degraded));
        // 7 are left: 3 for each.
        Assert.Equal(3, local.Count(outcome => outcome.Allowed));
        Assert.All(local.Where(outcome => !outcome.Allowed), outcome => Assert.True(outcome.RetryAfter > TimeSpan.Zero));
        // What the first has used meanwhile is on record.
        Assert.Equal(2, (await CallAsync(other, 20)).Count(outcome => outcome.Allowed));

        await redis.StartAgainAsync();
        await one.UntilRestoredAsync();
        await other.UntilRestoredAsync();
        await one.PassAsync(TimeSpan.FromSeconds(1.5));
        var after = await CallAsync(one, 20);
        Assert.All(after, outcome => Assert.False(outcome.Degraded));
        Assert.Equal(2, after.Count(outcome => outcome.Allowed));
        Assert.Equal(10, _history.CountOf(_agent));
    }

    [Fact]
    public async Task Take_RedisFrozenAndBack_LocalChargesAreMergedBeforeUse()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address, _history, ("Limits:ProbeInterval", "00:00:00.100"));
        await limiter.CallAsync(_agent, Daily(10));
        var before = await limiter.TakeAsync(_agent, Daily(10));

        await redis.FreezeAsync();
        var local = await CallAsync(limiter, 3);
        var underWay = await limiter.TakeAsync(_agent, Daily(10));
        Assert.All(local, outcome => Assert.True(outcome.Degraded));
        Assert.Equal(4, underWay.Quotas[0].State.Remaining);

        await redis.ThawAsync();
        await limiter.UntilRestoredAsync();

        // 1 and 1 in Redis before, 3 and 1 on the local share. What Redis charged for the calls that did not wait returns.
        await UntilCountIsAsync(limiter, 6);
        limiter.Record(_agent, before);
        limiter.Record(_agent, underWay);
        await CallAsync(limiter, 20);
        Assert.Equal(10, _history.CountOf(_agent));
    }

    [Fact]
    public async Task Take_RedisAndRecordsAway_RefusesCallsWithQuotasOnly()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address, _history);
        await limiter.CallAsync(_agent, Daily(10));
        await redis.StopAsync();
        _history.IsAway = true;

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => limiter.TakeAsync(_agent, Daily(10)).AsTask());
        Assert.True((await limiter.TakeAsync(_agent)).Allowed);

        _history.IsAway = false;
        Assert.Equal(8, (await limiter.CallAsync(_agent, Daily(10))).Quotas[0].State.Remaining);
        // Once known, the share outlives the records.
        _history.IsAway = true;
        Assert.Equal(7, (await limiter.CallAsync(_agent, Daily(10))).Quotas[0].State.Remaining);
    }

    [Fact]
    public async Task Take_RedisJustStoppedWithOtherReplicas_WaitsForTheirRecords()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address, _history, ("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:30"));
        await limiter.CallAsync(_agent, Daily(10));
        await redis.StopAsync();

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => limiter.TakeAsync(_agent, Daily(10)).AsTask());
        Assert.True((await limiter.TakeAsync(_agent)).Allowed);
    }

    [Fact]
    public async Task Take_Settling_ShareAndRedisMustBothAllow()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(
            redis.Address, _history, ("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:00"), ("Limits:QuotaSettling", "00:01:00"));
        await redis.StopAsync();
        await CallAsync(limiter, 1);
        await redis.StartAgainAsync();
        await limiter.UntilRestoredAsync();

        var settling = await CallAsync(limiter, 20);

        // Redis would allow 9 more, the share of two replicas 4 more; a refusal by Redis gives the share's unit back.
        Assert.All(settling, outcome => Assert.True(outcome.Degraded));
        Assert.Equal(4, settling.Count(outcome => outcome.Allowed));
        Assert.Equal(5, await CountAsync(limiter));
    }

    [Fact]
    public async Task Take_CancelledWhileRedisWorks_UnitReturns()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address + Wipeable, _history, TestLimiter.Patient);
        await limiter.CallAsync(_agent, Daily(10));
        await redis.FreezeAsync();
        using var caller = new CancellationTokenSource();
        var call = limiter.Limiter.TakeAsync(new LimitRequest(_agent, RateLimit.Default, [Daily(10)]), caller.Token).AsTask();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await redis.ThawAsync();

        await UntilCountIsAsync(limiter, 1);
    }

    [Fact]
    public void Ledgers_RecordedAndOldCalls_AreForgotten()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var ledgers = new QuotaLedgerRegistry(clock, new RedisClock(clock), new Outage(clock, TimeSpan.Zero, TimeSpan.Zero));
        var key = new LedgerKey(_agent, Daily(1).Counter);
        lock (ledgers.LockOf(_agent))
        {
            for (var i = 0; i < 10_000; i++)
            {
                var group = ledgers.GetOrAdd(key).Charge(key.Counter.SlotAt(ledgers.Redis.Now), "a rebuild");
                group.Recorded(ledgers.Now);
            }
        }

        Assert.Equal(1, ledgers.Count);
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, ledgers.Count);
    }

    private Task<LimitOutcome[]> CallAsync(TestLimiter limiter, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => limiter.CallAsync(_agent, Daily(10))));

    private async Task<long> CountAsync(TestLimiter limiter) =>
        (await limiter.Redis.HashGetAllAsync(LimitKeys.Quota(_agent, Daily(10).Counter)))
            .Where(field => field.Name != "g" && field.Name != "t").Sum(field => (long)field.Value);

    private Task UntilCountIsAsync(TestLimiter limiter, long count) =>
        Eventually.TrueAsync(async () => await CountAsync(limiter) == count, $"{count} units are charged");

    private static Quota Daily(long limit) => new("*", limit, TimeSpan.FromDays(1), QuotaStrategy.Sliding);
}
