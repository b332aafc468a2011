using System.Runtime.ExceptionServices;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Telemetry;
using FourRunr.Invalidation;
using Microsoft.Extensions.Caching.Memory;
using ZiggyCreatures.Caching.Fusion;

namespace FourRunr.Hosting.Caching;

/// <summary>
/// Caches answers of another service within the gateway's bounds. An answer is used when none of its subjects was
/// invalidated since the question was asked, it has not ended, and it is younger than <see cref="FreshFor"/> (5 s), or,
/// while that service is unavailable and the invalidation channel has been live ever since, younger than
/// <see cref="StaleFor"/> (60 s). Equal questions at the same time are sent once.
/// </summary>
public sealed class AnswerCache<T> : IDisposable
{
    /// <summary>The revocation bound R.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(60);

    /// <summary>From this age on (3 s) an answer is renewed in the background, so that a busy agent never waits for it.</summary>
    private static readonly TimeSpan RenewAfter = FreshFor * RenewAfterShare;

    private const float RenewAfterShare = 0.6f;

    /// <summary>How long a service that was unavailable is not asked again where a cached answer exists.</summary>
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromMilliseconds(500);

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
    private long _turn;
    private Moment? _foundAway;

    /// <param name="name">Label of the cache in metrics.</param>
    /// <param name="dependency">The service that is asked; named in the 503 when it cannot answer.</param>
    public AnswerCache(
        string name, string dependency, InvalidationLedger ledger, IInvalidationChannel channel, TimeProvider clock, CacheMetrics metrics)
    {
        (_name, _dependency, _ledger, _channel, _clock, _metrics) = (name, dependency, ledger, channel, clock, metrics);
        _fusion = new FusionCache(
            new FusionCacheOptions
            {
                CacheName = name,
                DisableTagging = true,
                DefaultEntryOptions = new FusionCacheEntryOptions
                {
                    Duration = FreshFor,
                    Size = 1,
                    IsFailSafeEnabled = true,
                    FailSafeMaxDuration = StaleFor,
                    FailSafeThrottleDuration = LeaveAlone,
                    EagerRefreshThreshold = RenewAfterShare,
                },
            },
            _memory);
    }

    /// <param name="allowStale">False where even a live channel does not justify an answer older than <see cref="FreshFor"/>.</param>
    /// <param name="question">Passed to <paramref name="ask"/>.</param>
    /// <param name="ask">Must end by itself: several callers may wait for it, so no caller can cancel it.</param>
    /// <exception cref="DependencyUnavailableException">There is no answer that may be used.</exception>
    public ValueTask<T> GetAsync<TQuestion>(
        string key, bool allowStale, TQuestion question, Func<TQuestion, CancellationToken, Task<CacheableAnswer<T>>> ask, CancellationToken cancellationToken)
    {
        // The usual case: cached, and too young to be renewed.
        if (_fusion.TryGet<Entry>(key, token: CancellationToken.None) is { HasValue: true, Value: { Keep: true } known }
            && _clock.GetElapsedTime(known.AskedAt) < RenewAfter && !IsVoid(known, arrived: 0))
        {
            _metrics.Count(_name, hit: true);
            return ValueTask.FromResult(known.Value);
        }

        return AskOrWaitAsync(key, allowStale, question, ask, cancellationToken);
    }

    public void Dispose()
    {
        _fusion.Dispose();
        _memory.Dispose();
    }

    private async ValueTask<T> AskOrWaitAsync<TQuestion>(
        string key, bool allowStale, TQuestion question, Func<TQuestion, CancellationToken, Task<CacheableAnswer<T>>> ask, CancellationToken cancellationToken)
    {
        var arrived = Interlocked.Increment(ref _turn);
        var (asked, wasAway) = (false, false);
        Exception? mistake = null;
        for (var round = 0; round < MostQuestions; round++)
        {
            var entry = await _fusion.GetOrSetAsync<Entry>(
                key,
                async (context, _) =>
                {
                    asked = true;
                    try
                    {
                        var entry = await AskAsync(question, ask);
                        if (!entry.Keep)
                        {
                            ShareOnly(context.Options);
                        }

                        return entry;
                    }
                    catch (Exception exception)
                    {
                        // Kept here, because the cache may return the old answer instead of throwing.
                        wasAway = exception is DependencyUnavailableException;
                        mistake = wasAway ? null : exception;
                        throw;
                    }
                },
                token: cancellationToken);
            if (IsVoid(entry, arrived))
            {
                // Invalidated, ended, or not meant for this caller: asked again.
                await _fusion.RemoveAsync(key, token: cancellationToken);
                if (wasAway)
                {
                    // The service was just found unavailable: the caller waits for one time limit, not for several.
                    _metrics.Count(_name, hit: false);
                    throw new DependencyUnavailableException(_dependency);
                }
            }
            else if (IsFresh(entry))
            {
                _metrics.Count(_name, hit: !asked);
                return entry.Value;
            }
            else if (mistake is not null)
            {
                _metrics.Count(_name, hit: false);
                ExceptionDispatchInfo.Throw(mistake);
            }
            else if (IsAway())
            {
                _metrics.Count(_name, hit: false);
                return allowStale && MayOutliveOutage(entry) ? entry.Value : throw new DependencyUnavailableException(_dependency);
            }
            else
            {
                // Only too old: asked again, but kept in case the service is unavailable.
                await _fusion.ExpireAsync(key, token: cancellationToken);
            }
        }

        _metrics.Count(_name, hit: false);
        throw new DependencyUnavailableException(_dependency);
    }

    private async Task<Entry> AskAsync<TQuestion>(TQuestion question, Func<TQuestion, CancellationToken, Task<CacheableAnswer<T>>> ask)
    {
        // Both are read before the question is sent: an invalidation in the meantime makes the answer void.
        var sequence = _ledger.Sequence;
        var askedAt = _clock.GetTimestamp();
        try
        {
            var answer = await ask(question, CancellationToken.None);
            return new Entry(answer.Value, answer.Subjects, answer.EndsAt, answer.Keep, sequence, askedAt, Interlocked.Increment(ref _turn));
        }
        catch (DependencyUnavailableException)
        {
            Volatile.Write(ref _foundAway, new Moment(_clock.GetTimestamp()));
            throw;
        }
    }

    /// <summary>
    /// An answer that must not be cached replaces the one before, which must not return in an outage. It stays just long
    /// enough for the callers that wait for it, and is evicted first.
    /// </summary>
    private static void ShareOnly(FusionCacheEntryOptions options)
    {
        options.SetDuration(TimeSpan.FromMilliseconds(100));
        options.SetFailSafe(false);
        options.SetPriority(CacheItemPriority.Low);
        options.EagerRefreshThreshold = null;
    }

    private bool IsVoid(Entry entry, long arrived) =>
        _ledger.IsVoid(entry.Sequence, entry.Subjects)
        || (entry.Keep ? entry.EndsAt <= _clock.GetUtcNow() : entry.Turn < arrived);

    private bool IsFresh(Entry entry) => _clock.GetElapsedTime(entry.AskedAt) <= FreshFor;

    /// <summary>Whether the service was unavailable a moment ago, so that asking again would only cost time.</summary>
    private bool IsAway() => Volatile.Read(ref _foundAway) is { } found && _clock.GetElapsedTime(found.Timestamp) <= LeaveAlone;

    private bool MayOutliveOutage(Entry entry) =>
        _clock.GetElapsedTime(entry.AskedAt) <= StaleFor && _channel.LiveSince is { } liveSince && entry.AskedAt >= liveSince;

    private sealed record Moment(long Timestamp);

    /// <param name="Turn">Callers who arrived before it were waiting for this answer.</param>
    private sealed record Entry(
        T Value, IReadOnlyList<string> Subjects, DateTimeOffset? EndsAt, bool Keep, long Sequence, long AskedAt, long Turn);
}
