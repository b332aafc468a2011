namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// The part of an account that one replica may use on its own: its share of what was left when Redis was lost. If every replica keeps to its share,
/// all together stay within the limit. Guarded by the lock of <see cref="OwnCallRegistry"/>.
/// </summary>
internal sealed class BudgetShare(int replicas, int outage)
{
    private readonly AccountSlots _all = new();
    private readonly AccountSlots _mine = new();

    /// <summary>Which outage it is for.</summary>
    public int Outage { get; } = outage;

    /// <summary>False while the history is being read.</summary>
    public bool IsReady { get; private set; }

    public void Fill(IEnumerable<(long Slot, long Amount)> charged)
    {
        foreach (var (slot, amount) in charged)
        {
            ChargedBefore(slot, amount);
        }

        IsReady = true;
    }

    /// <summary>What Redis holds, although the reply came after the outage had begun.</summary>
    public void ChargedBefore(long slot, long amount) => _all.Add(slot, new SlotSums(amount, 0, 0));

    /// <summary>What this replica may still hold.</summary>
    public AccountState Look(Budget budget, long now, long needed)
    {
        var all = _all.Look(budget, now, needed);
        var mine = _mine.Look(budget, now, needed);
        var left = Math.Max(0, ((budget.Limit - Math.Min(budget.Limit, all.Spent)) / replicas) - mine.Held);
        return new AccountState(budget, budget.Limit - left - mine.Held, mine.Held, 0, Math.Max(all.ResetsAt, mine.ResetsAt));
    }

    public void Hold(long slot, long amount) => _mine.Add(slot, new SlotSums(0, amount, 0));

    /// <summary>The call cost so much, or nothing, in place of what was held.</summary>
    public void Settle(long slot, long held, long actual) => _mine.Add(slot, new SlotSums(0, actual - held, 0));
}
