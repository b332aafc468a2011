using FourRunr.Hosting.Errors;

namespace FourRunr.ToolProxy.Limits;

/// <summary>Takes calls from this replica's shares of their quotas.</summary>
internal sealed class QuotaShares(QuotaLedgers books)
{
    /// <summary>Of all shares one unit, or of none. A share that is missing now means that the outage is over: ask again.</summary>
    public (IReadOnlyList<QuotaState> States, IReadOnlyList<ShareUnit>? Units) TryTake(LimitRequest request)
    {
        lock (books.LockOf(request.AgentId))
        {
            var now = books.RedisNow;
            var shares = request.Quotas.Select(quota => books.Find(new LedgerKey(request.AgentId, quota.Counter))?.Share).ToArray();
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
        lock (books.LockOf(request.AgentId))
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
