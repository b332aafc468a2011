using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>
/// Caches results of reading actions before any filter: each call applies its own policies to a cached result. Equal calls that arrive while
/// the tool is being called wait for its answer. Failures are not cached. In this process only.
/// </summary>
internal sealed class ResultCache(CacheMetrics metrics, TimeProvider clock) : IDisposable
{
    private const string Name = "results";

    /// <summary>Size of all results as JSON.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>
    /// The share that is evicted at once when the cache is full, least recently used first: each eviction looks at all entries.
    /// </summary>
    private const double EvictedAtOnce = 0.25;

    /// <summary>Size of an entry beside its JSON.</summary>
    private const int Overhead = 1024;

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = MostBytes, CompactionPercentage = EvictedAtOnce });
    private readonly SingleFlight<ResultKey> _asking = new();

    /// <param name="maxAge">Largest age of a result, longer than zero.</param>
    /// <returns>Null when the tool must be asked.</returns>
    public ToolResult? Find(ResultKey key, TimeSpan maxAge) => FindEntry(key, maxAge)?.ToResult().Result;

    /// <param name="maxAge">Largest age of a result, longer than zero.</param>
    /// <param name="ask">Must end by itself: all waiting calls share it, so no caller can cancel it.</param>
    public ValueTask<CachedResult> GetAsync(ResultKey key, TimeSpan maxAge, Func<Task<ToolResult>> ask, CancellationToken cancellationToken)
    {
        if (FindEntry(key, maxAge) is { } found)
        {
            return ValueTask.FromResult(found.ToResult());
        }

        metrics.Count(Name, hit: false);
        return AskAsync(key, ask, cancellationToken);
    }

    public void Dispose() => _entries.Dispose();

    private Entry? FindEntry(ResultKey key, TimeSpan maxAge)
    {
        if (!_entries.TryGetValue(key, out Entry? found) || found is null || clock.GetElapsedTime(found.StoredAt) >= maxAge)
        {
            return null;
        }

        metrics.Count(Name, hit: true);
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
            (_, Entry entry) => entry.ToResult(),
            (_, ToolResult failure) => new CachedResult(failure, IsCached: false),
            _ => throw new InvalidOperationException("Neither an entry nor a failure."),
        };
    }

    private Entry Keep(ResultKey key, ToolResult.Success success)
    {
        var entry = new Entry(success.Content.Json, success.Origin, clock.GetTimestamp());
        using var cached = _entries.CreateEntry(key);
        cached.Value = entry;
        cached.Size = entry.Data.Length + Overhead;
        cached.AbsoluteExpirationRelativeToNow = key.CacheFor;
        return entry;
    }

    /// <summary>Bytes instead of nodes, because filters change nodes.</summary>
    private sealed record Entry(ReadOnlyMemory<byte> Data, string Origin, long StoredAt)
    {
        public CachedResult ToResult() => new(new ToolResult.Success(ToolData.Of(Data), Origin), IsCached: true);
    }
}

/// <param name="IsCached">True if the tool was not called for this call.</param>
internal readonly record struct CachedResult(ToolResult Result, bool IsCached);
