namespace FourRunr.ToolProxy.Limits;

/// <summary>Keeps this process's books of what its calls were charged, so that a rebuild misses none of them.</summary>
internal sealed class QuotaCharges(QuotaLedgers books, QuotaRebuilder rebuilder, Outage outage)
{
    /// <summary>Writes down what Redis has charged; null when there was no quota.</summary>
    public RedisCharge? InRedis(LimitRequest request, TakeAnswer answer, IReadOnlyList<ShareUnit>? reserved)
    {
        if (request.Quotas.Count == 0)
        {
            return null;
        }

        var units = new RedisUnit[request.Quotas.Count];
        lock (books.LockOf(request.AgentId))
        {
            for (var i = 0; i < units.Length; i++)
            {
                var counter = request.Quotas[i].Counter;
                var book = books.Open(new LedgerKey(request.AgentId, counter));
                var group = book.Charge(answer.Counters[i].Slot, answer.Counters[i].Rebuild);
                units[i] = new RedisUnit(counter, group, reserved?[i].Share, reserved?[i].Slot ?? 0);
                if (reserved is null && book.Share is { } share && outage.IsOf(share))
                {
                    share.ChargedBefore(group.Slot);
                }
            }
        }

        return new RedisCharge(request.AgentId, units);
    }

    /// <summary>Writes down what was charged on the local shares alone.</summary>
    public RedisCharge OnShares(LimitRequest request, IReadOnlyList<ShareUnit> taken)
    {
        var units = new RedisUnit[taken.Count];
        lock (books.LockOf(request.AgentId))
        {
            for (var i = 0; i < units.Length; i++)
            {
                var counter = request.Quotas[i].Counter;
                var group = books.Open(new LedgerKey(request.AgentId, counter)).Charge(taken[i].Slot, home: null);
                units[i] = new RedisUnit(counter, group, taken[i].Share, taken[i].Slot);
            }
        }

        return new RedisCharge(request.AgentId, units);
    }

    /// <summary>The call is on record: a rebuild finds it there.</summary>
    public void Recorded(RedisCharge charge)
    {
        lock (books.LockOf(charge.AgentId))
        {
            foreach (var unit in charge.Units)
            {
                unit.Group.Recorded(books.Now);
            }
        }
    }

    /// <summary>The unit is no longer this process's; returns the rebuild in which Redis holds it, if it does.</summary>
    public async Task<string?> TakeOutAsync(string agentId, RedisUnit unit)
    {
        while (true)
        {
            lock (books.LockOf(agentId))
            {
                if (!unit.Group.Sealed)
                {
                    unit.Group.Unrecorded--;
                    unit.Share?.GiveBack(unit.ShareSlot);
                    return unit.Group.Home;
                }
            }

            // On its way into another rebuild: it can be taken out when it is there.
            await rebuilder.IdleAsync(new LedgerKey(agentId, unit.Counter));
        }
    }
}
