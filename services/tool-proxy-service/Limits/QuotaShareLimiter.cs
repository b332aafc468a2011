namespace FourRunr.ToolProxy.Limits;

/// <summary>Charges calls to this replica's shares of their quotas.</summary>
internal sealed class QuotaShareLimiter(QuotaLedgerRegistry ledgers)
{
    /// <summary>Takes one unit of every share, or none. A missing share means that the outage is over: the caller may retry.</summary>
    public (IReadOnlyList<QuotaState> States, IReadOnlyList<ShareUnit>? Units) TryTake(LimitRequest request)
    {
        lock (ledgers.LockOf(request.AgentId))
        {
            var now = ledgers.Redis.Now;
            var shares = request.Quotas.Select(quota => ledgers.Find(new LedgerKey(request.AgentId, quota.Counter))?.Share).ToArray();
            if (shares.Any(share => share is not { IsReady: true }))
            {
                throw new DependencyUnavailableException(RedisCallLimiter.Dependency);
            }

            IReadOnlyList<QuotaState> states = [.. request.Quotas.Zip(shares, (quota, share) => new QuotaState(quota, share!.Look(quota.Limit, now)))];
            if (states.Any(state => !state.State.Allowed))
            {
                return (states, null);
            }

            ShareUnit[] units = [.. shares.Select(share => new ShareUnit(share!, share!.Take(now)))];
            return ([.. states.Select(state => state with { State = state.State with { Remaining = state.State.Remaining - 1 } })], units);
        }
    }

    public void Return(LimitRequest request, IReadOnlyList<ShareUnit> units)
    {
        lock (ledgers.LockOf(request.AgentId))
        {
            foreach (var (share, slot) in units)
            {
                share.GiveBack(slot);
            }
        }
    }
}

/// <param name="Slot">The slot that the unit was counted in.</param>
internal readonly record struct ShareUnit(QuotaShare Share, long Slot);
