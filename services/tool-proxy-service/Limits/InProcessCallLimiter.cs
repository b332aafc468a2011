using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Buckets in this process. Exact, because every take holds its bucket's lock. Memory is bounded: full buckets are forgotten,
/// and at <see cref="MaxAgents"/> buckets that are not full a further agent waits, since forgetting one of those would
/// hand out permits twice.
/// </summary>
internal sealed partial class InProcessCallLimiter : ICallLimiter, IDisposable
{
    /// <summary>About 50 MB.</summary>
    public const int MaxAgents = 250_000;

    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly ILogger<InProcessCallLimiter> _log;
    private readonly int _maxAgents;
    private readonly long _epoch;
    private readonly ITimer _sweeper;
    private int _count;

    public InProcessCallLimiter(TimeProvider clock, ILogger<InProcessCallLimiter> log, int maxAgents = MaxAgents)
    {
        _clock = clock;
        _log = log;
        _maxAgents = maxAgents;
        _epoch = clock.GetTimestamp();
        _sweeper = clock.CreateTimer(_ => ForgetFullBuckets(), null, SweepInterval, SweepInterval);
    }

    /// <summary>How many buckets are held.</summary>
    public int Count => Volatile.Read(ref _count);

    public ValueTask<LimitOutcome> TakeAsync(string agentId, RateLimit limit, CancellationToken cancellationToken) =>
        new(Take(agentId, limit));

    public void Dispose() => _sweeper.Dispose();

    private LimitOutcome Take(string agentId, RateLimit limit)
    {
        while (true)
        {
            if (!_entries.TryGetValue(agentId, out var entry) && !TryAdd(agentId, limit, out entry))
            {
                return new LimitOutcome(Allowed: false, Remaining: 0, SweepInterval, SweepInterval, Degraded: false);
            }

            lock (entry)
            {
                // Forgotten between the look-up and the lock: the next round finds or makes its successor.
                if (!entry.Forgotten)
                {
                    return entry.Bucket.Take(limit, Now());
                }
            }
        }
    }

    private bool TryAdd(string agentId, RateLimit limit, out Entry entry)
    {
        entry = new Entry { Bucket = new TokenBucket(limit, Now()) };
        if (Interlocked.Increment(ref _count) > _maxAgents)
        {
            Interlocked.Decrement(ref _count);
            Log.TooManyAgents(_log, _maxAgents);
            return false;
        }

        var held = _entries.GetOrAdd(agentId, entry);
        if (held != entry)
        {
            Interlocked.Decrement(ref _count);
            entry = held;
        }

        return true;
    }

    private void ForgetFullBuckets()
    {
        foreach (var (agentId, entry) in _entries)
        {
            lock (entry)
            {
                if (!entry.Forgotten && entry.Bucket.IsFull(Now()))
                {
                    entry.Forgotten = true;
                    _entries.TryRemove(agentId, out _);
                    Interlocked.Decrement(ref _count);
                }
            }
        }
    }

    private long Now() => (long)_clock.GetElapsedTime(_epoch).TotalMilliseconds;

    private sealed class Entry
    {
        /// <summary>Not read-only: a mutable struct, guarded by the lock on this object.</summary>
        public TokenBucket Bucket;

        public bool Forgotten { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} agents have buckets that are not full; a further agent has to wait.")]
        public static partial void TooManyAgents(ILogger logger, int count);
    }
}
