using System.Collections.Concurrent;
using FourRunr.Hosting.Caching;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Buckets and counters in this process, guarded by one lock for each agent. Memory is bounded: agents with a full bucket and no quota in
/// use are forgotten. While <see cref="MaxAgents"/> others are held, a further agent must wait: forgetting one of them would give out
/// its permits twice.
/// </summary>
internal sealed partial class InProcessCallLimiter : ICallLimiter, IDisposable
{
    /// <summary>About 50 MB without quotas; each sliding quota in use adds about 700 bytes.</summary>
    public const int MaxAgents = 250_000;

    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, AgentLimits> _agents = new(StringComparer.Ordinal);
    private readonly SingleFlight<(string AgentId, QuotaCounter Counter)> _rebuilds = new();
    private readonly IQuotaHistory _history;
    private readonly TimeProvider _clock;
    private readonly SteadyClock _quotaClock;
    private readonly ILogger<InProcessCallLimiter> _log;
    private readonly int _maxAgents;
    private readonly long _epoch;
    private readonly ITimer _sweeper;
    private int _count;

    public InProcessCallLimiter(IQuotaHistory history, TimeProvider clock, ILogger<InProcessCallLimiter> log, int maxAgents = MaxAgents)
    {
        _history = history;
        _clock = clock;
        _quotaClock = new SteadyClock(clock);
        _log = log;
        _maxAgents = maxAgents;
        _epoch = clock.GetTimestamp();
        _sweeper = clock.CreateTimer(_ => ForgetUnused(), null, SweepInterval, SweepInterval);
    }

    /// <summary>How many agents are held.</summary>
    public int Count => Volatile.Read(ref _count);

    public async ValueTask<LimitOutcome> TakeAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        LimitState? rate = null;
        while (true)
        {
            if (!_agents.TryGetValue(request.AgentId, out var agent) && !TryAdd(request, out agent))
            {
                return new LimitOutcome { Rate = new LimitState(Allowed: false, Remaining: 0, SweepInterval, SweepInterval) };
            }

            QuotaCounter? unknown;
            lock (agent)
            {
                // Forgotten between the look-up and the lock: the next round finds or adds the agent again.
                if (agent.Forgotten)
                {
                    continue;
                }

                // Only once, even if quotas must be rebuilt first.
                rate ??= agent.Bucket.Take(request.RateLimit, BucketNow());
                unknown = rate.Value.Allowed ? FirstUnknown(agent, request.Quotas) : null;
                if (unknown is null)
                {
                    return Take(agent, request, rate.Value);
                }
            }

            await RebuildAsync(request.AgentId, agent, unknown.Value, cancellationToken);
        }
    }

    public ValueTask GiveBackAsync(QuotaCharge? charge)
    {
        if (charge is Charge { Agent: var agent, Units: var units } && charge.TryEnd())
        {
            lock (agent)
            {
                foreach (var (quota, slot) in units)
                {
                    quota.Unrecorded--;
                    quota.Window.GiveBack(slot);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Recorded(QuotaCharge? charge)
    {
        if (charge is Charge { Agent: var agent, Units: var units } && charge.TryEnd())
        {
            lock (agent)
            {
                foreach (var (quota, _) in units)
                {
                    quota.Unrecorded--;
                }
            }
        }
    }

    public void Dispose() => _sweeper.Dispose();

    private LimitOutcome Take(AgentLimits agent, LimitRequest request, LimitState rate)
    {
        var now = QuotaNow();
        var takenAt = DateTimeOffset.FromUnixTimeMilliseconds(now);
        if (!rate.Allowed)
        {
            return new LimitOutcome { Rate = rate, TakenAt = takenAt };
        }

        var (states, units) = agent.Take(request.Quotas, now);
        return new LimitOutcome
        {
            Rate = rate,
            Quotas = states,
            TakenAt = takenAt,
            Charge = units is null ? null : new Charge(agent, units),
        };
    }

    private static QuotaCounter? FirstUnknown(AgentLimits agent, IReadOnlyList<Quota> quotas)
    {
        foreach (var quota in quotas)
        {
            if (!agent.Knows(quota.Counter))
            {
                return quota.Counter;
            }
        }

        return null;
    }

    private Task RebuildAsync(string agentId, AgentLimits agent, QuotaCounter counter, CancellationToken cancellationToken) =>
        _rebuilds.RunAsync((agentId, counter), async () =>
        {
            var now = QuotaNow();
            var history = await _history.ReadAsync(agentId, counter, now);
            lock (agent)
            {
                agent.Rebuild(counter, history, now);
            }
        }, cancellationToken);

    private bool TryAdd(LimitRequest request, out AgentLimits agent)
    {
        agent = new AgentLimits(new TokenBucket(request.RateLimit, BucketNow()));
        if (Interlocked.Increment(ref _count) > _maxAgents)
        {
            Interlocked.Decrement(ref _count);
            Log.TooManyAgents(_log, _maxAgents);
            return false;
        }

        var held = _agents.GetOrAdd(request.AgentId, agent);
        if (held != agent)
        {
            Interlocked.Decrement(ref _count);
            agent = held;
        }

        return true;
    }

    private void ForgetUnused()
    {
        var now = QuotaNow();
        foreach (var (agentId, agent) in _agents)
        {
            lock (agent)
            {
                if (!agent.Forgotten && agent.ForgetUnused(now, BucketNow()))
                {
                    agent.Forgotten = true;
                    _agents.TryRemove(agentId, out _);
                    Interlocked.Decrement(ref _count);
                }
            }
        }
    }

    private long QuotaNow() => _quotaClock.Observe(_clock.GetUtcNow().ToUnixTimeMilliseconds());

    private long BucketNow() => (long)_clock.GetElapsedTime(_epoch).TotalMilliseconds;

    private sealed class Charge(AgentLimits agent, IReadOnlyList<ChargedUnit> units) : QuotaCharge
    {
        public AgentLimits Agent { get; } = agent;

        public IReadOnlyList<ChargedUnit> Units { get; } = units;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The limits of {Count} agents are in use; further agents must wait.")]
        public static partial void TooManyAgents(ILogger logger, int count);
    }
}
