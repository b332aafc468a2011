using System.Diagnostics;
using System.Diagnostics.Metrics;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class RedisCallLimiterTests
{
    private static readonly TimeSpan BoundOfReturn = TimeSpan.FromSeconds(5);
    private static readonly RateLimit Fifty = new(Requests: 1, TimeSpan.FromDays(1), Burst: 50);

    private readonly string _agent = GatewayId.New(GatewayId.Agent, TimeProvider.System);

    [Fact]
    public async Task Take_Bucket_LiesUnderOneHashTaggedKeyUntilItIsFull()
    {
        await using var limiter = TestLimiter.Create(Backend.Cluster);

        var outcome = await limiter.TakeAsync(_agent, new RateLimit(Requests: 1, TimeSpan.FromMinutes(1), Burst: 5));
        var left = await limiter.Redis.KeyTimeToLiveAsync($"4runr:rate:{{{_agent}}}");

        Assert.Equal(TimeSpan.FromMinutes(1), outcome.Rate.ResetAfter);
        Assert.InRange(left!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Take_BucketFullAgain_KeyIsGone()
    {
        await using var limiter = TestLimiter.Create(Backend.Cluster);
        var outcome = await limiter.TakeAsync(_agent, new RateLimit(Requests: 20, TimeSpan.FromSeconds(1), Burst: 5));

        await limiter.PassAsync(outcome.Rate.ResetAfter + TimeSpan.FromMilliseconds(5));

        Assert.False(await limiter.Redis.KeyExistsAsync(LimitKeys.Bucket(_agent)));
    }

    [Fact]
    public async Task Take_Refused_DoesNotWrite()
    {
        await using var limiter = TestLimiter.Create(Backend.Cluster);
        var limit = Fifty with { Burst = 1 };
        await limiter.TakeAsync(_agent, limit);
        var before = await limiter.Redis.StringGetAsync(LimitKeys.Bucket(_agent));

        Assert.False((await limiter.TakeAsync(_agent, limit)).Allowed);
        Assert.Equal(before, await limiter.Redis.StringGetAsync(LimitKeys.Bucket(_agent)));
    }

    [Fact]
    public async Task Take_RedisForgotItsScripts_GoesOnInRedis()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis($"{redis.Address},{TestServers.PatientTimes}", TestLimiter.Patient);
        await limiter.TakeAsync(_agent, Fifty);

        await limiter.Redis.ExecuteAsync("SCRIPT", "FLUSH");
        var next = await limiter.TakeAsync(_agent, Fifty);

        Assert.False(next.Degraded);
        Assert.Equal(48, next.Remaining);
    }

    [Fact]
    public async Task Take_RedisStopped_LocalShareUntilItIsBack()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address, ("GATEWAY_REPLICAS", "2"));
        using var gauge = new Gauge(limiter.Meters);
        await limiter.UntilRestoredAsync();
        Assert.False((await limiter.TakeAsync(_agent, Fifty)).Degraded);
        Assert.Equal(0, gauge.Read());

        await redis.StopAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => limiter.TakeAsync(_agent, Fifty).AsTask()));

        Assert.All(outcomes, outcome => Assert.True(outcome.Degraded));
        Assert.Equal(25, outcomes.Count(outcome => outcome.Allowed));
        Assert.Equal(1, gauge.Read());

        await redis.StartAgainAsync();
        Assert.InRange(await limiter.UntilRestoredAsync(), TimeSpan.Zero, BoundOfReturn);
        Assert.Equal(0, gauge.Read());
    }

    [Fact]
    public async Task Take_RedisHangs_OneShortWaitThenAnswersAtOnce()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address);
        await limiter.UntilRestoredAsync();
        Assert.False((await limiter.TakeAsync(_agent, Fifty)).Degraded);

        await redis.FreezeAsync();
        var watch = Stopwatch.StartNew();
        var first = await limiter.TakeAsync(_agent, Fifty);
        Assert.True(first.Degraded);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));

        watch.Restart();
        var answers = 0;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (watch.Elapsed < TimeSpan.FromSeconds(2.5))
        {
            // Never once does a call wait for Redis, although it is probed meanwhile.
            for (var i = 0; i < 100; i++)
            {
                var call = limiter.TakeAsync(_agent, Fifty);
                Assert.True(call.IsCompletedSuccessfully);
                Assert.True((await call).Degraded);
                answers++;
            }

            await pace.WaitForNextTickAsync();
        }

        Assert.True(answers > 1000);
        await redis.ThawAsync();
        Assert.InRange(await limiter.UntilRestoredAsync(), TimeSpan.Zero, BoundOfReturn);
    }

    [Fact]
    public async Task Take_RedisAwayFromTheStart_LocalShareThenRedis()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await redis.StopAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address);

        await ((RedisCallLimiter)limiter.Limiter).StartAsync(CancellationToken.None);
        Assert.True(((RedisCallLimiter)limiter.Limiter).IsDegraded);
        Assert.True((await limiter.TakeAsync(_agent, Fifty)).Degraded);

        await redis.StartAgainAsync();
        Assert.InRange(await limiter.UntilRestoredAsync(), TimeSpan.Zero, BoundOfReturn);
    }

    [Fact]
    public async Task Take_OutagesInARow_LocalShareIsNotFilledAnew()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var limiter = TestLimiter.OnRedis(redis.Address);
        var allowedLocally = 0;
        for (var outage = 0; outage < 2; outage++)
        {
            await redis.StopAsync();
            for (var i = 0; i < 60; i++)
            {
                var outcome = await limiter.TakeAsync(_agent, Fifty);
                Assert.True(outcome.Degraded);
                allowedLocally += outcome.Allowed ? 1 : 0;
            }

            await redis.StartAgainAsync();
            await limiter.UntilRestoredAsync();
        }

        Assert.Equal(50, allowedLocally);
    }

    private sealed class Gauge : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _value = -1;

        public Gauge(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "gateway_limits_degraded" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _value = value);
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        public int Read()
        {
            _listener.RecordObservableInstruments();
            return _value;
        }
    }
}
