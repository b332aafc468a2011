using System.Diagnostics.Metrics;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Tests.Limits;

/// <summary>The limiter as the service composes it, on one of the backends, and the clock that it goes by.</summary>
internal sealed class TestLimiter : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly FakeTimeProvider? _clock;

    private TestLimiter(string? redis, params (string Key, string Value)[] settings)
    {
        _clock = redis is null ? new FakeTimeProvider() : null;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Redis", redis), .. settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))])
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(_clock ?? TimeProvider.System)
            .AddLogging()
            .AddMetrics()
            .AddInvalidation(configuration)
            .AddLimits(configuration)
            .BuildServiceProvider();
        Limiter = _services.GetRequiredService<ICallLimiter>();
    }

    public ICallLimiter Limiter { get; }

    public IDatabase Redis => _services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    // A busy test machine must not look like an outage of Redis.
    public static TestLimiter Create(Backend backend) =>
        backend == Backend.Cluster ? OnRedis(TestServers.Redis, ("Limits:RedisTimeout", "00:00:20")) : new TestLimiter(redis: null);

    public static TestLimiter OnRedis(string address, params (string Key, string Value)[] settings) => new(address, settings);

    public ValueTask<LimitOutcome> TakeAsync(string agentId, RateLimit limit) => Limiter.TakeAsync(agentId, limit, CancellationToken.None);

    /// <summary>Until the limiter's clock has gone on by <paramref name="span"/>: the fake one is moved, Redis' own is watched.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        if (_clock is not null)
        {
            _clock.Advance(span);
            return;
        }

        var end = await RedisTimeAsync() + span;
        while (await RedisTimeAsync() < end)
        {
            // Each look is a round trip; there is nothing to wait for but time itself.
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Redis counts in microseconds, the buckets in whole milliseconds.</summary>
    private async Task<TimeSpan> RedisTimeAsync()
    {
        var time = (string[])(await Redis.ExecuteAsync("TIME"))!;
        return TimeSpan.FromMicroseconds((long.Parse(time[0]) * 1_000_000) + long.Parse(time[1]));
    }
}
