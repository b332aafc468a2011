using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>The outage of Redis as the budgets see it: they notice it, and its end, by their own requests.</summary>
internal sealed record BudgetOutage(Outage Outage);
