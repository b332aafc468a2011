namespace FourRunr.ToolProxy.Limits;

/// <summary>The limits of one agent in this process. Callers hold the lock on this object.</summary>
internal sealed class AgentLimits(TokenBucket bucket)
{
    private readonly Dictionary<QuotaCounter, CountedQuota> _quotas = [];

    /// <summary>Not read-only: a mutable struct.</summary>
    public TokenBucket Bucket = bucket;

    /// <summary>Removed from the limiter: a caller that finds it so looks up the agent again.</summary>
    public bool Forgotten { get; set; }

    public bool Knows(QuotaCounter counter) => _quotas.ContainsKey(counter);

    /// <summary>Does nothing if the counter became known meanwhile.</summary>
    public void Rebuild(QuotaCounter counter, IReadOnlyList<SlotCount> history, long now)
    {
        var quota = new CountedQuota(counter, now);
        if (_quotas.TryAdd(counter, quota))
        {
            quota.Window.Advance(now);
            foreach (var (slot, count) in history)
            {
                quota.Window.Add(slot, count);
            }
        }
    }

    /// <summary>Charges all the quotas, or none if one of them is used up. All of them must be known.</summary>
    public (IReadOnlyList<QuotaState> States, IReadOnlyList<ChargedUnit>? Charged) Take(IReadOnlyList<Quota> quotas, long now)
    {
        if (quotas.Count == 0)
        {
            return ([], null);
        }

        var states = Look(quotas, now);
        if (states.Any(state => !state.State.Allowed))
        {
            return (states, null);
        }

        var charged = new ChargedUnit[quotas.Count];
        for (var i = 0; i < quotas.Count; i++)
        {
            var quota = _quotas[quotas[i].Counter];
            charged[i] = new ChargedUnit(quota, quota.Window.Take(now));
            quota.Unrecorded++;
        }

        return (Look(quotas, now, allowed: true), charged);
    }

    public bool ForgetUnused(long now, long bucketNow)
    {
        foreach (var (counter, quota) in _quotas)
        {
            if (quota.MayBeForgotten(now))
            {
                _quotas.Remove(counter);
            }
        }

        return _quotas.Count == 0 && Bucket.IsFull(bucketNow);
    }

    private QuotaState[] Look(IReadOnlyList<Quota> quotas, long now, bool allowed = false)
    {
        var states = new QuotaState[quotas.Count];
        for (var i = 0; i < states.Length; i++)
        {
            var quota = _quotas[quotas[i].Counter];
            quota.LastUsed = now;
            var state = quota.Window.Look(quotas[i].Limit, now);
            states[i] = new QuotaState(quotas[i], allowed ? state with { Allowed = true, RetryAfter = TimeSpan.Zero } : state);
        }

        return states;
    }
}

internal readonly record struct ChargedUnit(CountedQuota Quota, long Slot);
