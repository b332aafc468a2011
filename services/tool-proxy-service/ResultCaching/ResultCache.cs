using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>
/// Results of reading actions, as the tool gave them: every call that one serves filters it anew by its own policies. Equal calls
/// that arrive while the tool is being asked wait for that answer. Failures are not kept. In this process only.
/// </summary>
internal sealed class ResultCache(CacheMetrics metrics, TimeProvider clock) : IDisposable
{
    private const string Name = "results";

    /// <summary>All results together, as JSON.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>What goes at once when they are more, the longest unused first: a little at a time would look at all of them each time.</summary>
    private const double GoesAtOnce = 0.25;

    /// <summary>What an entry costs beside its JSON.</summary>
    private const int Overhead = 1024;

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = MostBytes, CompactionPercentage = GoesAtOnce });
    private readonly SingleFlight<ResultKey> _asking = new();

    /// <param name="maxAge">Oldest result that will do, longer than zero.</param>
    /// <param name="ask">Must end by itself: the answer belongs to all who wait for it, so nobody's hanging up ends it.</param>
    public ValueTask<CachedResult> GetAsync(ResultKey key, TimeSpan maxAge, Func<Task<ToolResult>> ask, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(key, out Entry? found) && clock.GetElapsedTime(found!.StoredAt) < maxAge)
        {
            metrics.Count(Name, hit: true);
            return ValueTask.FromResult(found.ToResult());
        }

        metrics.Count(Name, hit: false);
        return AskAsync(key, ask, cancellationToken);
    }

    public void Dispose() => _entries.Dispose();

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
        cached.AbsoluteExpirationRelativeToNow = key.Action.CacheFor;
        return entry;
    }

    /// <summary>Bytes, not nodes: filters change what they look at.</summary>
    private sealed record Entry(ReadOnlyMemory<byte> Data, string Origin, long StoredAt)
    {
        public CachedResult ToResult() => new(new ToolResult.Success(ToolData.Of(Data), Origin), IsCached: true);
    }
}

/// <param name="IsCached">Whether the tool was not asked for this call.</param>
internal readonly record struct CachedResult(ToolResult Result, bool IsCached);
