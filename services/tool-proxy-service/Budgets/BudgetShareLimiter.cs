using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>Holds amounts in this replica's shares of accounts.</summary>
internal sealed class BudgetShareLimiter(OwnCallRegistry own, RedisClock clock)
{
    /// <summary>Holds in every share, or in none.</summary>
    /// <param name="reservation">Made from the time that it is given, Unix milliseconds.</param>
    /// <param name="isUntold">Whether Redis will not be asked now: it must be told later.</param>
    /// <returns>Null if a share has too little left, or is missing because the outage is over.</returns>
    public ShareHold? TryHold(Func<long, BudgetReservation> reservation, bool isUntold)
    {
        lock (own.Gate)
        {
            var now = clock.Now;
            var wanted = reservation(now);
            var shares = new BudgetShare[wanted.Budgets.Count];
            for (var i = 0; i < shares.Length; i++)
            {
                var budget = wanted.Budgets[i];
                var amount = wanted.Hold.In(budget.Unit);
                if (own.Find(budget)?.Share is not { IsReady: true } share || !share.Look(budget, now, amount).HasRoomFor(amount))
                {
                    return null;
                }

                shares[i] = share;
            }

            for (var i = 0; i < shares.Length; i++)
            {
                shares[i].Hold(wanted.Budgets[i].Window.SlotAt(now), wanted.Hold.In(wanted.Budgets[i].Unit));
            }

            if (isUntold)
            {
                own.AddUntold(wanted, shares);
            }

            return new ShareHold(
                wanted, shares, [.. shares.Select((share, i) => share.Look(wanted.Budgets[i], now, needed: 0).RoomFor(0))]);
        }
    }

    public void Return(ShareHold hold)
    {
        lock (own.Gate)
        {
            var at = hold.Reservation.ReservedAt.ToUnixTimeMilliseconds();
            for (var i = 0; i < hold.Shares.Count; i++)
            {
                var budget = hold.Reservation.Budgets[i];
                hold.Shares[i].Settle(budget.Window.SlotAt(at), hold.Reservation.Hold.In(budget.Unit), actual: 0);
            }
        }
    }
}

/// <param name="Left">Of each share.</param>
internal sealed record ShareHold(BudgetReservation Reservation, IReadOnlyList<BudgetShare> Shares, IReadOnlyList<BudgetRoom> Left);
