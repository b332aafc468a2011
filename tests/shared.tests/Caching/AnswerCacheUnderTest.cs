using System.Diagnostics.Metrics;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Telemetry;
using FourRunr.Invalidation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FourRunr.Shared.Tests.Caching;

/// <summary>A cache, and a service behind it that counts its questions and answers as the test says.</summary>
internal sealed class AnswerCacheUnderTest : IDisposable
{
    public const string Subject = "token:1";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly InvalidationLedger _ledger;
    private readonly AnswerCache<string> _cache;
    private int _questions;

    public AnswerCacheUnderTest()
    {
        Channel.LiveSince = Clock.GetTimestamp();
        _ledger = new InvalidationLedger(Channel, Clock);
        _cache = new AnswerCache<string>(
            "test", "the service", _ledger, Channel, Clock, new CacheMetrics(new GatewayMeter(_services.GetRequiredService<IMeterFactory>().Create("test"))));
    }

    public FakeTimeProvider Clock { get; } = new();

    public ControllableChannel Channel { get; } = new();

    public int Questions => Volatile.Read(ref _questions);

    /// <summary>How the service answers; by default at once, with the number of the question.</summary>
    public Func<int, Task<CacheableAnswer<string>>> Service { get; set; } = number => Task.FromResult(Say($"answer {number}"));

    public static CacheableAnswer<string> Say(string text, DateTimeOffset? endsAt = null, bool keep = true) => new(text, [Subject], endsAt, keep);

    public void TakeServiceAway() => Service = _ => throw new DependencyUnavailableException("the service");

    public Task<string> GetAsync(bool allowStale = true, string key = "key", CancellationToken cancellationToken = default) =>
        _cache.GetAsync(key, allowStale, this, static (test, _) => test.Service(Interlocked.Increment(ref test._questions)), cancellationToken).AsTask();

    public void Dispose()
    {
        _cache.Dispose();
        _ledger.Dispose();
        _services.Dispose();
    }
}
