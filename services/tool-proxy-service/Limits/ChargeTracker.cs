namespace FourRunr.ToolProxy.Limits;

/// <summary>Tracks in the ledgers what this process's calls were charged, so that a rebuild misses none of them.</summary>
internal sealed class ChargeTracker(QuotaLedgerRegistry ledgers, QuotaRebuilder rebuilder, Outage outage)
{
    /// <summary>Tracks a charge in Redis; null if there was no quota.</summary>
    public RedisCharge? InRedis(LimitRequest request, TakeCallReply reply, IReadOnlyList<ShareUnit>? reserved)
    {
        if (request.Quotas.Count == 0)
        {
            return null;
        }

        var units = new RedisUnit[request.Quotas.Count];
        lock (ledgers.LockOf(request.AgentId))
        {
            for (var i = 0; i < units.Length; i++)
            {
                var counter = request.Quotas[i].Counter;
                var ledger = ledgers.GetOrAdd(new LedgerKey(request.AgentId, counter));
                var group = ledger.Charge(reply.Counters[i].Slot, reply.Counters[i].Rebuild);
                units[i] = new RedisUnit(counter, group, reserved?[i].Share, reserved?[i].Slot ?? 0);
                if (reserved is null && ledger.Share is { } share && outage.Covers(share))
                {
                    share.ChargedBefore(group.Slot);
                }
            }
        }

        return new RedisCharge(request.AgentId, units);
    }

    /// <summary>Tracks a charge on the local shares only.</summary>
    public RedisCharge OnShares(LimitRequest request, IReadOnlyList<ShareUnit> taken)
    {
        var units = new RedisUnit[taken.Count];
        lock (ledgers.LockOf(request.AgentId))
        {
            for (var i = 0; i < units.Length; i++)
            {
                var counter = request.Quotas[i].Counter;
                var group = ledgers.GetOrAdd(new LedgerKey(request.AgentId, counter)).Charge(taken[i].Slot, rebuild: null);
                units[i] = new RedisUnit(counter, group, taken[i].Share, taken[i].Slot);
            }
        }

        return new RedisCharge(request.AgentId, units);
    }

    /// <summary>The call is recorded: a rebuild finds it in the history.</summary>
    public void Recorded(RedisCharge charge)
    {
        lock (ledgers.LockOf(charge.AgentId))
        {
            foreach (var unit in charge.Units)
            {
                unit.Group.Recorded(ledgers.Now);
            }
        }
    }

    /// <summary>Removes the unit; returns the rebuild that includes it in Redis, if any.</summary>
    public async Task<string?> TakeOutAsync(string agentId, RedisUnit unit)
    {
        while (true)
        {
            lock (ledgers.LockOf(agentId))
            {
                if (!unit.Group.InTransfer)
                {
                    unit.Group.Unrecorded--;
                    unit.Share?.GiveBack(unit.ShareSlot);
                    return unit.Group.Rebuild;
                }
            }

            // Being added to another rebuild: it can be removed afterwards.
            await rebuilder.IdleAsync(new LedgerKey(agentId, unit.Counter));
        }
    }
}
