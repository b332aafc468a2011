using System.Diagnostics;
using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
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
    /// <summary>A busy test machine must not look like an outage of Redis.</summary>
    public static readonly (string Key, string Value)[] Patient = [("Limits:RedisTimeout", "00:00:20")];

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private readonly ServiceProvider _services;
    private readonly FakeTimeProvider? _clock;

    private TestLimiter(string? redis, TestHistory? history, params (string Key, string Value)[] settings)
    {
        History = history ?? new TestHistory();
        _clock = redis is null ? new FakeTimeProvider() : null;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Redis", redis), .. settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))])
            .Build();
        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(_clock ?? TimeProvider.System)
            .AddSingleton<IQuotaHistory>(History)
            .AddLogging()
            .AddMetrics()
            .AddSingleton(services => new GatewayMeter(services.GetRequiredService<IMeterFactory>().Create("test")))
            .AddInvalidation(configuration)
            .AddLimits(configuration)
            .BuildServiceProvider();
        Limiter = _services.GetRequiredService<ICallLimiter>();
    }

    public ICallLimiter Limiter { get; }

    public TestHistory History { get; }

    public T Part<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public IDatabase Redis => _services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public static TestLimiter Create(Backend backend, TestHistory? history = null) => backend == Backend.Cluster
        ? OnRedis($"{TestServers.Redis},{TestServers.PatientTimes}", history, Patient)
        : new TestLimiter(redis: null, history);

    public static TestLimiter OnRedis(string address, params (string Key, string Value)[] settings) => new(address, history: null, settings);

    public static TestLimiter OnRedis(string address, TestHistory? history, params (string Key, string Value)[] settings) =>
        new(address, history, settings);

    public ValueTask<LimitOutcome> TakeAsync(string agentId, RateLimit limit) =>
        Limiter.TakeAsync(new LimitRequest(agentId, limit, []), CancellationToken.None);

    /// <summary>Within a rate that no test exceeds.</summary>
    public ValueTask<LimitOutcome> TakeAsync(string agentId, params Quota[] quotas) =>
        Limiter.TakeAsync(new LimitRequest(agentId, new RateLimit(1_000_000, TimeSpan.FromSeconds(1), 1_000_000), quotas), CancellationToken.None);

    /// <summary>A whole call: if it may, it has its effect and is put on record.</summary>
    public async Task<LimitOutcome> CallAsync(string agentId, params Quota[] quotas)
    {
        var outcome = await TakeAsync(agentId, quotas);
        if (outcome.Allowed)
        {
            Record(agentId, outcome);
        }

        return outcome;
    }

    public void Record(string agentId, LimitOutcome outcome)
    {
        History.Add(agentId, outcome.TakenAt);
        Limiter.Recorded(outcome.Charge);
    }

    public ValueTask GiveBackAsync(LimitOutcome outcome) => Limiter.GiveBackAsync(outcome.Charge);

    /// <summary>Until the limiter's clock has gone on by <paramref name="span"/>: the fake one is moved, Redis' own is watched.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        if (_clock is not null)
        {
            _clock.Advance(span);
            return;
        }

        // There is nothing to wait for but time itself.
        var end = await RedisTimeAsync() + span;
        using var pace = new PeriodicTimer(Pace);
        while (await RedisTimeAsync() < end)
        {
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>How long it took until calls go by Redis, also where its first answer came so late that it looked away.</summary>
    public async Task<TimeSpan> UntilRestoredAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await Eventually.TrueAsync(async () => !(await TakeAsync("agt_waiting")).Degraded, "Redis is back, and the limiter too");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>As a restart of this process, or of Redis, forgets it.</summary>
    public async Task ForgetAsync(string agentId)
    {
        if (_clock is null)
        {
            foreach (var key in Part<IConnectionMultiplexer>().GetServers()[0].Keys(pattern: $"*{{{agentId}}}*"))
            {
                await Redis.KeyDeleteAsync(key);
            }
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The time that the limiter goes by, since the Unix epoch. Redis counts in microseconds, the limits in whole milliseconds.</summary>
    public async Task<TimeSpan> TimeAsync() => _clock is null ? await RedisTimeAsync() : _clock.GetUtcNow() - DateTimeOffset.UnixEpoch;

    private async Task<TimeSpan> RedisTimeAsync()
    {
        var time = (string[])(await Redis.ExecuteAsync("TIME"))!;
        return TimeSpan.FromMicroseconds((long.Parse(time[0]) * 1_000_000) + long.Parse(time[1]));
    }
}
