namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>Spending has reached a threshold.</summary>
/// <param name="Stretch">In which it is told once.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record BudgetCrossing(Budget Budget, int Percent, WindowSpan Stretch, long Spent, long At)
{
    /// <param name="accounts">With the percents that were reached in each.</param>
    public static IReadOnlyList<BudgetCrossing> Of(IEnumerable<(AccountState State, IReadOnlyList<int> Crossed)> accounts, long now)
    {
        List<BudgetCrossing>? crossings = null;
        foreach (var (state, crossed) in accounts)
        {
            foreach (var percent in crossed)
            {
                (crossings ??= []).Add(new BudgetCrossing(state.Budget, percent, state.Budget.Window.StretchAt(now), state.Spent, now));
            }
        }

        return crossings ?? [];
    }
}
