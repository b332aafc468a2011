namespace FourRunr.ToolProxy.Budgets;

/// <summary>What was charged to an account, by slot. Not safe for concurrent use. <c>accounts.lua</c> does the same arithmetic.</summary>
internal sealed class AccountSlots
{
    private readonly SortedDictionary<long, SlotSums> _slots = [];

    public bool IsEmpty => _slots.Count == 0;

    public void Add(long slot, SlotSums sums)
    {
        var total = _slots.GetValueOrDefault(slot) + sums;
        if (total == default)
        {
            _slots.Remove(slot);
        }
        else
        {
            _slots[slot] = total;
        }
    }

    /// <summary>Forgets what left the window.</summary>
    public void Prune(BudgetWindow window, long now)
    {
        var oldest = window.OldestAt(now);
        while (_slots.Count > 0 && _slots.First().Key is var first && first < oldest)
        {
            _slots.Remove(first);
        }
    }

    /// <param name="needed">What a call would hold.</param>
    public AccountState Look(Budget budget, long now, long needed)
    {
        var oldest = budget.Window.OldestAt(now);
        var sums = default(SlotSums);
        foreach (var (slot, some) in _slots)
        {
            sums += slot >= oldest ? some : default;
        }

        var state = new AccountState(budget, sums.Spent, sums.Held, sums.Overrun, ResetsAt: 0);
        return state with { ResetsAt = ResetsAt(state, oldest, now, needed) };
    }

    private long ResetsAt(AccountState state, long oldest, long now, long needed)
    {
        var window = state.Budget.Window;
        if (window is CalendarBudgetWindow)
        {
            return window.StretchAt(now).End;
        }

        var isShort = !state.HasRoomFor(needed);
        var used = state.Spent + state.Held;
        var resets = now;
        foreach (var (slot, sums) in _slots)
        {
            if (slot < oldest || sums.Spent + sums.Held == 0)
            {
                continue;
            }

            used -= sums.Spent + sums.Held;
            resets = window.LeavesAt(slot);
            if (isShort && used <= state.Budget.Limit - needed)
            {
                break;
            }
        }

        return resets;
    }
}

internal readonly record struct SlotSums(long Spent, long Held, long Overrun)
{
    public static SlotSums operator +(SlotSums one, SlotSums other) =>
        new(one.Spent + other.Spent, one.Held + other.Held, one.Overrun + other.Overrun);
}
