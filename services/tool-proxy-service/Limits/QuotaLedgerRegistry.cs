using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// The ledgers of all counters that this process recently charged. One of several locks guards all ledgers of an agent, so that all its
/// quotas are charged together. Memory is bounded by the calls of the last seconds, and of an outage.
/// </summary>
internal sealed class QuotaLedgerRegistry : IDisposable
{
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a recorded call is remembered, because another replica's rebuild may have missed its record.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<LedgerKey, QuotaLedger> _ledgers = new();
    private readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly TimeProvider _clock;
    private readonly Outage _outage;
    private readonly long _epoch;
    private readonly ITimer _sweeper;

    public QuotaLedgerRegistry(TimeProvider clock, RedisClock redis, Outage outage)
    {
        _clock = clock;
        _outage = outage;
        _epoch = clock.GetTimestamp();
        Redis = redis;
        _sweeper = clock.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    public int Count => _ledgers.Count;

    public RedisClock Redis { get; }

    /// <summary>Milliseconds on this process's monotonic clock.</summary>
    public long Now => (long)_clock.GetElapsedTime(_epoch).TotalMilliseconds;

    public Lock LockOf(string agentId) => _locks[(uint)string.GetHashCode(agentId, StringComparison.Ordinal) % (uint)_locks.Length];

    /// <summary>Only while holding <see cref="LockOf"/>; not to be kept longer.</summary>
    public QuotaLedger GetOrAdd(LedgerKey key) => _ledgers.GetOrAdd(key, _ => new QuotaLedger());

    public QuotaLedger? Find(LedgerKey key) => _ledgers.GetValueOrDefault(key);

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

    /// <summary>Counters with calls that are not in Redis.</summary>
    public IReadOnlyList<LedgerKey> WithChargesOutsideRedis()
    {
        var found = new List<LedgerKey>();
        foreach (var (key, ledger) in _ledgers)
        {
            lock (LockOf(key.AgentId))
            {
                if (ledger.HasChargesOutsideRedis)
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
        foreach (var (key, ledger) in _ledgers)
        {
            lock (LockOf(key.AgentId))
            {
                if (ledger.Share is { } share && !_outage.Covers(share))
                {
                    ledger.Share = null;
                }

                var oldest = key.Counter.SlotAt(Redis.Now) - key.Counter.SlotsKept;
                if (ledger.Prune(oldest, recordedBefore) && ledger.Share is null)
                {
                    _ledgers.TryRemove(key, out _);
                }
            }
        }
    }
}

internal readonly record struct LedgerKey(string AgentId, QuotaCounter Counter);
