namespace FourRunr.ToolProxy.Budgets;

/// <summary>An account as it is read.</summary>
/// <param name="ReadAt">On the clock of the budgets, Unix milliseconds.</param>
internal sealed record BudgetStatus(AccountState State, long ReadAt)
{
    public BudgetStatusResponse ToResponse()
    {
        var budget = State.Budget;
        return new BudgetStatusResponse
        {
            Name = budget.Name,
            PolicyId = budget.Source.PolicyId,
            PolicyName = budget.Source.PolicyName,
            Per = budget.Source.Budget.Per,
            Holder = budget.Holder,
            Unit = budget.Unit,
            Limit = budget.Format(budget.Limit),
            Spent = budget.Format(State.Spent),
            Held = budget.Format(State.Held),
            Overrun = budget.Format(State.Overrun),
            Left = budget.Format(State.Left),
            WindowStart = DateTimeOffset.FromUnixTimeMilliseconds(budget.Window.StartAt(ReadAt)),
            ResetsAt = DateTimeOffset.FromUnixTimeMilliseconds(State.ResetsAt),
        };
    }
}
