using FourRunr.ToolProxy.Budgets.Alerts;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>An account in this process. Guarded by its ledger's lock.</summary>
internal sealed class LocalAccount(Budget budget, long began)
{
    private readonly Dictionary<int, long> _told = [];

    /// <summary>As it was last asked for: limits change.</summary>
    public Budget Budget { get; set; } = budget;

    /// <summary>When it was rebuilt from the history, Unix milliseconds.</summary>
    public long Began { get; } = began;

    public AccountSlots Slots { get; } = new();

    /// <summary>Unix milliseconds.</summary>
    public long LastUsed { get; set; } = began;

    /// <summary>Thresholds that spending has reached, each once in a stretch.</summary>
    public void Cross(long now, List<BudgetCrossing> crossed)
    {
        if (Budget.Thresholds.Count == 0)
        {
            return;
        }

        var spent = Slots.Look(Budget, now, needed: 0).Spent;
        var stretch = Budget.Window.StretchAt(now);
        foreach (var threshold in Budget.Thresholds)
        {
            if (spent >= threshold.Amount && _told.GetValueOrDefault(threshold.Percent) <= now)
            {
                _told[threshold.Percent] = stretch.End;
                crossed.Add(new BudgetCrossing(Budget, threshold.Percent, stretch, spent, now));
            }
        }
    }
}

/// <summary>One call, as far as accounts of this process know it.</summary>
internal sealed class LocalCall(long deadline)
{
    public long Deadline { get; } = deadline;

    /// <summary>Unix milliseconds.</summary>
    public long ForgottenAt { get; set; } = deadline + BudgetMemory.Lapsed;

    public List<LocalCharge> Charges { get; } = [];
}

internal sealed class LocalCharge(LocalAccount account, long slot, long held, LocalChargeState state)
{
    public LocalAccount Account { get; } = account;

    public long Slot { get; } = slot;

    public long Held { get; } = held;

    public LocalChargeState State { get; set; } = state;
}

internal enum LocalChargeState
{
    Held,

    /// <summary>Past its deadline: the hold is taken for spent.</summary>
    Lapsed,
    Ended,
}
