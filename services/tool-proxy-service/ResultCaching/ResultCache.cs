using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>
/// Caches results of reading actions before any filter: each call applies its own policies to a cached result. Equal calls that arrive while
/// the tool is being called wait for its answer. Failures are not cached. In this process only. A result is first kept in a
/// <see cref="ResultWindow"/>, which costs next to nothing; only what is asked for again becomes an entry.
/// </summary>
internal sealed class ResultCache(CacheMetrics metrics, TimeProvider clock) : IDisposable
{
    private const string Name = "results";

    /// <summary>Size of all results as JSON that were asked for again, or are large.</summary>
    private const long MostBytes = 16 * 1024 * 1024;

    /// <summary>MiB of the latest results.</summary>
    private const int WindowChunks = 16;

    /// <summary>
    /// The share that is evicted at once when the cache is full, least recently used first: each eviction looks at all entries.
    /// </summary>
    private const double EvictedAtOnce = 0.25;

    /// <summary>Size of an entry beside its JSON.</summary>
    private const int Overhead = 1024;

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = MostBytes, CompactionPercentage = EvictedAtOnce });
    private readonly ResultWindow _window = new(WindowChunks);
    private readonly SingleFlight<ResultKey> _asking = new();

    /// <param name="maxAge">Largest age of a result, longer than zero.</param>
    /// <returns>Null when the tool must be asked.</returns>
    public ToolResult? Find(ResultKey key, TimeSpan maxAge) => FindKept(key, maxAge)?.ToResult().Result;

    /// <param name="maxAge">Largest age of a result, longer than zero.</param>
    /// <param name="ask">Must end by itself: all waiting calls share it, so no caller can cancel it.</param>
    public ValueTask<CachedResult> GetAsync(ResultKey key, TimeSpan maxAge, Func<Task<ToolResult>> ask, CancellationToken cancellationToken)
    {
        if (FindKept(key, maxAge) is { } found)
        {
            return ValueTask.FromResult(found.ToResult());
        }

        metrics.Count(Name, hit: false);
        return AskAsync(key, ask, cancellationToken);
    }

    public void Dispose() => _entries.Dispose();

    private KeptResult? FindKept(ResultKey key, TimeSpan maxAge)
    {
        if (!_entries.TryGetValue(key, out KeptResult? found) || found is null || clock.GetElapsedTime(found.StoredAt) >= maxAge)
        {
            found = _window.Find(key, clock, maxAge) is { } kept ? Store(key, kept) : null;
        }

        if (found is not null)
        {
            metrics.Count(Name, hit: true);
        }

        return found;
    }

    private async ValueTask<CachedResult> AskAsync(ResultKey key, Func<Task<ToolResult>> ask, CancellationToken cancellationToken)
    {
        ToolResult? own = null;
        var shared = await _asking.RunAsync(
            key,
            async () =>
            {
                own = await ask();
                return own is ToolResult.Success success ? Keep(key, success) : (object)own;
            },
            cancellationToken);
        return (own, shared) switch
        {
            (not null, _) => new CachedResult(own, IsCached: false),
            (_, KeptResult kept) => kept.ToResult(),
            (_, ToolResult failure) => new CachedResult(failure, IsCached: false),
            _ => throw new InvalidOperationException("Neither an entry nor a failure."),
        };
    }

    private KeptResult Keep(ResultKey key, ToolResult.Success success)
    {
        var kept = new KeptResult(success.Content.Json, success.Origin, clock.GetTimestamp());
        // An entry must not be older than what the window has.
        return !_entries.TryGetValue(key, out _) && _window.TryAdd(key, kept) ? kept : Store(key, kept);
    }

    private KeptResult Store(ResultKey key, KeptResult kept)
    {
        using var entry = _entries.CreateEntry(key);
        entry.Value = kept;
        entry.Size = kept.Data.Length + Overhead;
        entry.AbsoluteExpirationRelativeToNow = key.CacheFor - clock.GetElapsedTime(kept.StoredAt) is { Ticks: > 0 } left ? left : TimeSpan.FromTicks(1);
        return kept;
    }
}

/// <summary>A result as it is kept: bytes instead of nodes, because filters change nodes.</summary>
/// <param name="StoredAt">By the monotonic clock.</param>
internal sealed record KeptResult(ReadOnlyMemory<byte> Data, string Origin, long StoredAt)
{
    public CachedResult ToResult() => new(new ToolResult.Success(ToolData.Of(Data), Origin), IsCached: true);
}

/// <param name="IsCached">True if the tool was not called for this call.</param>
internal readonly record struct CachedResult(ToolResult Result, bool IsCached);
