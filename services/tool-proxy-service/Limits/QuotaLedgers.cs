using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The books of all counters that this process has lately charged in Redis. One of several locks guards all books of an
/// agent, so that all its quotas are charged together. Memory is bounded by the calls of the last seconds, and of an outage.
/// </summary>
internal sealed class QuotaLedgers : IDisposable
{
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a recorded call is remembered, should a rebuild by another replica have missed its record.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<LedgerKey, QuotaLedger> _books = new();
    private readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly TimeProvider _clock;
    private readonly Outage _outage;
    private readonly long _epoch;
    private readonly ITimer _sweeper;
    private readonly SteadyClock _redisClock;

    public QuotaLedgers(TimeProvider clock, Outage outage)
    {
        _clock = clock;
        _outage = outage;
        _epoch = clock.GetTimestamp();
        _redisClock = new SteadyClock(clock);
        _sweeper = clock.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public int Count => _books.Count;

    /// <summary>Unix milliseconds as Redis counts them, as far as is known.</summary>
    public long RedisNow => _redisClock.Now ?? _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// What Redis' clock can say at most if nobody has set it ahead since it was first asked; null before that. It counts what passes
    /// here, so a wall clock of Redis that is set ahead frees no quota.
    /// </summary>
    /// <remarks>A millisecond more, because what Redis said was rounded down.</remarks>
    public long? LatestRedisNow => _redisClock.Now + 1;

    /// <summary>Milliseconds on this process's monotonic clock.</summary>
    public long Now => (long)_clock.GetElapsedTime(_epoch).TotalMilliseconds;

    /// <param name="wall">Redis' own <c>TIME</c>, whatever was made of it.</param>
    /// <param name="asked">A timestamp from before the question: counted from then on, no time that passed is missing.</param>
    public void RedisSaid(long wall, long asked) => _redisClock.Observe(wall, asked);

    public Lock LockOf(string agentId) => _locks[(uint)string.GetHashCode(agentId, StringComparison.Ordinal) % (uint)_locks.Length];

    /// <summary>Only within <see cref="LockOf"/>, and not to be kept beyond it.</summary>
    public QuotaLedger Open(LedgerKey key) => _books.GetOrAdd(key, _ => new QuotaLedger());

    public QuotaLedger? Find(LedgerKey key) => _books.GetValueOrDefault(key);

    public IReadOnlyList<string> Believed(LimitRequest request)
    {
        if (request.Quotas.Count == 0)
        {
            return [];
        }

        lock (LockOf(request.AgentId))
        {
            return [.. request.Quotas.Select(quota => Find(new LedgerKey(request.AgentId, quota.Counter))?.Believed ?? QuotaLedger.AnyRebuild)];
        }
    }

    /// <summary>Counters with calls that Redis does not hold.</summary>
    public IReadOnlyList<LedgerKey> Unassigned()
    {
        var found = new List<LedgerKey>();
        foreach (var (key, book) in _books)
        {
            lock (LockOf(key.AgentId))
            {
                if (book.HasUnassigned)
                {
                    found.Add(key);
                }
            }
        }

        return found;
    }

    public void Dispose() => _sweeper.Dispose();

    private void Sweep()
    {
        var recordedBefore = Now - (long)Remembered.TotalMilliseconds;
        foreach (var (key, book) in _books)
        {
            lock (LockOf(key.AgentId))
            {
                if (book.Share is { } share && !_outage.IsOf(share))
                {
                    book.Share = null;
                }

                var oldest = key.Counter.SlotAt(RedisNow) - key.Counter.SlotsKept;
                if (book.Prune(oldest, recordedBefore) && book.Share is null)
                {
                    _books.TryRemove(key, out _);
                }
            }
        }
    }
}

internal readonly record struct LedgerKey(string AgentId, QuotaCounter Counter);
