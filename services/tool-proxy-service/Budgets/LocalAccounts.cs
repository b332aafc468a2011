using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Accounts and calls of one process, and what can happen to them. Not safe for concurrent use. Thresholds that are reached are added to the lists
/// that callers give. All times are Unix milliseconds.
/// </summary>
internal sealed class LocalAccounts
{
    private static readonly long IdleBeforeForgotten = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly Dictionary<string, LocalAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LocalCall> _calls = new(StringComparer.Ordinal);
    private readonly PriorityQueue<LocalCall, long> _deadlines = new();
    private readonly PriorityQueue<string, long> _forgetting = new();

    public int Count => _accounts.Count;

    public int Calls => _calls.Count;

    public bool Knows(string callId) => _calls.ContainsKey(callId);

    /// <summary>A budget whose account must be rebuilt first.</summary>
    public Budget? FirstUnknown(IReadOnlyList<Budget> budgets)
    {
        foreach (var budget in budgets)
        {
            if (!_accounts.ContainsKey(budget.StateKey))
            {
                return budget;
            }
        }

        return null;
    }

    public BudgetStatus Read(Budget budget, long now) => new(_accounts[budget.StateKey].Slots.Look(budget, now, needed: 0), now);

    public IReadOnlyList<BudgetStatus> List(long now) =>
    [
        .. _accounts.Values.OrderBy(account => account.Budget.Account, StringComparer.Ordinal)
            .Select(account => new BudgetStatus(account.Slots.Look(account.Budget, now, needed: 0), now)),
    ];

    /// <summary>Holds in all, or in none. All accounts must be known, and the call not.</summary>
    public ReserveOutcome Reserve(
        string callId, IReadOnlyList<Budget> budgets, SpendAmount hold, TimeSpan deadline, long now, List<BudgetCrossing> crossed)
    {
        var states = new AccountState[budgets.Count];
        var needed = new long[budgets.Count];
        var hasRoom = true;
        for (var i = 0; i < states.Length; i++)
        {
            var account = _accounts[budgets[i].StateKey];
            account.Budget = budgets[i];
            account.LastUsed = now;
            account.Slots.Prune(budgets[i].Window, now);
            account.Cross(now, crossed);
            needed[i] = hold.In(budgets[i].Unit);
            states[i] = account.Slots.Look(budgets[i], now, needed[i]);
            hasRoom &= states[i].HasRoomFor(needed[i]);
        }

        if (!hasRoom)
        {
            return ReserveOutcome.ShortOf(states, needed);
        }

        var call = new LocalCall(now + (long)deadline.TotalMilliseconds);
        for (var i = 0; i < states.Length; i++)
        {
            var account = _accounts[budgets[i].StateKey];
            var slot = budgets[i].Window.SlotAt(now);
            account.Slots.Add(slot, new SlotSums(0, needed[i], 0));
            call.Charges.Add(new LocalCharge(account, slot, needed[i], LocalChargeState.Held));
            states[i] = account.Slots.Look(budgets[i], now, needed: 0);
        }

        Remember(callId, call);
        var reservation = new BudgetReservation(
            callId, budgets, hold, DateTimeOffset.FromUnixTimeMilliseconds(now), DateTimeOffset.FromUnixTimeMilliseconds(call.Deadline));
        return new ReserveOutcome.Granted(reservation, [.. states.Select(state => state.RoomFor(0))]);
    }

    /// <returns>The accounts that were charged, as they are now.</returns>
    public IReadOnlyList<AccountState> Settle(BudgetReservation reservation, SpendAmount actual, long now, List<BudgetCrossing> crossed)
    {
        if (!_calls.TryGetValue(reservation.CallId, out var call))
        {
            var deadline = reservation.Deadline.ToUnixTimeMilliseconds();
            if (deadline + BudgetMemory.Lapsed <= now)
            {
                // So late that its hold can no longer be told apart.
                return [];
            }

            _calls.Add(reservation.CallId, call = new LocalCall(deadline));
        }

        var states = new List<AccountState>(reservation.Budgets.Count);
        foreach (var budget in reservation.Budgets)
        {
            // A lost account is rebuilt from the history when it is needed.
            if (_accounts.TryGetValue(budget.StateKey, out var account))
            {
                Settle(call, reservation, account, actual.In(budget.Unit), now);
                account.Cross(now, crossed);
                states.Add(account.Slots.Look(account.Budget, now, needed: 0));
            }
        }

        call.ForgottenAt = now + BudgetMemory.Ended;
        _forgetting.Enqueue(reservation.CallId, call.ForgottenAt);
        return states;
    }

    /// <summary>Holds past their deadline become spent, in the slot in which they were reserved.</summary>
    public void Lapse(long now, List<BudgetCrossing> crossed)
    {
        while (_deadlines.TryPeek(out var call, out var deadline) && deadline <= now)
        {
            _deadlines.Dequeue();
            foreach (var charge in call.Charges.Where(charge => charge.State == LocalChargeState.Held))
            {
                charge.State = LocalChargeState.Lapsed;
                AddIfCounts(charge, new SlotSums(charge.Held, -charge.Held, 0), now);
                charge.Account.Cross(now, crossed);
            }
        }
    }

    /// <summary>Does nothing if the account became known meanwhile.</summary>
    public void Rebuild(Budget budget, IReadOnlyList<ChargedCall> history, long began, List<BudgetCrossing> crossed)
    {
        var account = new LocalAccount(budget, began);
        if (_accounts.TryAdd(budget.StateKey, account))
        {
            Fill(account, history, began);
            account.Cross(began, crossed);
        }
    }

    public void Sweep(long now)
    {
        while (_forgetting.TryPeek(out var callId, out var at) && at <= now)
        {
            _forgetting.Dequeue();
            if (!_calls.TryGetValue(callId, out var call))
            {
                continue;
            }

            if (call.ForgottenAt <= now)
            {
                _calls.Remove(callId);
            }
            else
            {
                _forgetting.Enqueue(callId, call.ForgottenAt);
            }
        }

        foreach (var (key, account) in _accounts)
        {
            account.Slots.Prune(account.Budget.Window, now);
            if (account.Slots.IsEmpty && now - account.LastUsed > IdleBeforeForgotten)
            {
                _accounts.Remove(key);
            }
        }
    }

    private static void Settle(LocalCall call, BudgetReservation reservation, LocalAccount account, long actual, long now)
    {
        var charge = call.Charges.Find(candidate => candidate.Account == account);
        if (charge is null)
        {
            var reservedAt = reservation.ReservedAt.ToUnixTimeMilliseconds();
            if (reservedAt < account.Began - BudgetMemory.Recent)
            {
                return;
            }

            // Held before this process began, and not in the history when the account was rebuilt.
            var (slot, held) = (account.Budget.Window.SlotAt(reservedAt), reservation.Hold.In(account.Budget.Unit));
            charge = new LocalCharge(account, slot, held, LocalChargeState.Ended);
            call.Charges.Add(charge);
            AddIfCounts(charge, new SlotSums(actual, 0, Math.Max(0, actual - charge.Held)), now);
        }
        else if (charge.State != LocalChargeState.Ended)
        {
            var overrun = Math.Max(0, actual - charge.Held);
            AddIfCounts(
                charge,
                charge.State == LocalChargeState.Held ? new SlotSums(actual, -charge.Held, overrun) : new SlotSums(actual - charge.Held, 0, overrun),
                now);
            charge.State = LocalChargeState.Ended;
        }
    }

    private void Fill(LocalAccount account, IReadOnlyList<ChargedCall> history, long now)
    {
        foreach (var past in history)
        {
            var (at, amount) = (past.ReservedAt.ToUnixTimeMilliseconds(), past.Amount.In(account.Budget.Unit));
            var slot = account.Budget.Window.SlotAt(at);
            var charge = new LocalCharge(account, slot, amount, past.IsHold ? LocalChargeState.Held : LocalChargeState.Ended);
            AddIfCounts(charge, past.IsHold ? new SlotSums(0, amount, 0) : new SlotSums(amount, 0, 0), now);
            if (past.IsHold || at >= now - BudgetMemory.Recent)
            {
                if (!_calls.TryGetValue(past.CallId, out var call))
                {
                    Remember(past.CallId, call = new LocalCall(at + BudgetMemory.Recent));
                }

                call.Charges.Add(charge);
                call.ForgottenAt = Math.Max(call.ForgottenAt, now + BudgetMemory.Lapsed);
            }
        }
    }

    private static void AddIfCounts(LocalCharge charge, SlotSums sums, long now)
    {
        if (charge.Slot >= charge.Account.Budget.Window.OldestAt(now))
        {
            charge.Account.Slots.Add(charge.Slot, sums);
        }
    }

    private void Remember(string callId, LocalCall call)
    {
        _calls.Add(callId, call);
        _deadlines.Enqueue(call, call.Deadline);
        _forgetting.Enqueue(callId, call.ForgottenAt);
    }
}
