using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Telemetry;
using FourRunr.Invalidation;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace FourRunr.Hosting.Caching;

/// <summary>
/// Remembers answers of another service under the gateway's bounds. An answer is believed when nothing about it was
/// invalidated since the question was asked, it has not ended, and it is younger than <see cref="FreshFor"/> (5 s), or,
/// while that service is away and the invalidation channel has been live ever since, younger than <see cref="StaleFor"/>
/// (60 s). Equal questions asked at once are asked once.
/// </summary>
public sealed class AnswerCache<T> : IDisposable
{
    /// <summary>The revocation bound R.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(60);

    private const int MostEntries = 100_000;
    private const int MostQuestions = 3;

    private readonly string _dependency;
    private readonly string _name;
    private readonly InvalidationLedger _ledger;
    private readonly IInvalidationChannel _channel;
    private readonly TimeProvider _clock;
    private readonly CacheMetrics _metrics;
    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = MostEntries });
    private readonly FusionCache _fusion;

    /// <param name="name">Label of the cache in metrics.</param>
    /// <param name="dependency">Who is asked; named in the 503 when it cannot answer.</param>
    public AnswerCache(
        string name, string dependency, InvalidationLedger ledger, IInvalidationChannel channel, TimeProvider clock, CacheMetrics metrics)
    {
        (_name, _dependency, _ledger, _channel, _clock, _metrics) = (name, dependency, ledger, channel, clock, metrics);
        _fusion = new FusionCache(
            new FusionCacheOptions
            {
                CacheName = name,
                DefaultEntryOptions = new FusionCacheEntryOptions
                {
                    Duration = FreshFor,
                    Size = 1,
                    IsFailSafeEnabled = true,
                    FailSafeMaxDuration = StaleFor,
                    FailSafeThrottleDuration = TimeSpan.FromMilliseconds(500),
                    // Renewed in the background from 3 s on, so that a busy agent never waits for it.
                    EagerRefreshThreshold = 0.6f,
                },
            },
            _memory);
    }

    /// <param name="allowStale">False where even a live channel does not justify an answer older than <see cref="FreshFor"/>.</param>
    /// <exception cref="DependencyUnavailableException">No answer that can be believed is to be had.</exception>
    public async ValueTask<T> GetAsync(
        string key, bool allowStale, Func<CancellationToken, Task<Answer<T>>> ask, CancellationToken cancellationToken)
    {
        var remembered = _fusion.TryGet<Entry>(key, token: cancellationToken);
        if (remembered.HasValue)
        {
            if (!IsVoid(remembered.Value) && IsYoungEnough(remembered.Value, allowStale))
            {
                _metrics.Hit(_name);
                return remembered.Value.Value;
            }

            Forget(key, remembered.Value);
        }

        _metrics.Miss(_name);
        for (var question = 0; question < MostQuestions; question++)
        {
            var entry = await _fusion.GetOrSetAsync<Entry>(
                key,
                async (context, token) =>
                {
                    var asked = await AskAsync(ask, token);
                    context.Options.SkipMemoryCacheWrite = !asked.Keep;
                    return asked;
                },
                token: cancellationToken);
            if (!IsVoid(entry))
            {
                return IsYoungEnough(entry, allowStale) ? entry.Value : throw new DependencyUnavailableException(_dependency);
            }

            // Given before the invalidation that we know of: never believed, asked again.
            Forget(key, entry);
        }

        throw new DependencyUnavailableException(_dependency);
    }

    public void Dispose()
    {
        _fusion.Dispose();
        _memory.Dispose();
    }

    private async Task<Entry> AskAsync(Func<CancellationToken, Task<Answer<T>>> ask, CancellationToken cancellationToken)
    {
        // Both are taken before the question leaves: what happens while it is under way counts against the answer.
        var sequence = _ledger.Sequence;
        var askedAt = _clock.GetTimestamp();
        var answer = await ask(cancellationToken);
        return new Entry(answer.Value, answer.Subjects, answer.EndsAt, answer.Keep, sequence, askedAt);
    }

    private bool IsVoid(Entry entry) =>
        _ledger.IsVoid(entry.Sequence, entry.Subjects) || entry.Keep && entry.EndsAt <= _clock.GetUtcNow();

    private bool IsYoungEnough(Entry entry, bool allowStale)
    {
        var age = _clock.GetElapsedTime(entry.AskedAt);
        return age <= FreshFor
            || allowStale && age <= StaleFor && _channel.LiveSince is { } liveSince && entry.AskedAt >= liveSince;
    }

    private void Forget(string key, Entry entry)
    {
        if (IsVoid(entry))
        {
            _fusion.Remove(key);
        }
        else
        {
            // Only old: kept at hand in case the service is away.
            _fusion.Expire(key);
        }
    }

    private sealed record Entry(
        T Value, IReadOnlyList<string> Subjects, DateTimeOffset? EndsAt, bool Keep, long Sequence, long AskedAt);
}
