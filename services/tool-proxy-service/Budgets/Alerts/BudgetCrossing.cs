namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>Spending has reached a threshold.</summary>
/// <param name="Stretch">In which it is told once.</param>
/// <param name="At">Unix milliseconds.</param>
internal sealed record BudgetCrossing(Budget Budget, int Percent, WindowSpan Stretch, long Spent, long At);
