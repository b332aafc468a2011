namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>A row of <c>budget_alerts</c>.</summary>
/// <param name="AlertId">Also the <c>webhook-id</c>: the same however often it is sent.</param>
/// <param name="Body">What is sent, as it is signed.</param>
/// <param name="Attempts">Tries that failed.</param>
/// <param name="NextAttemptAt">When it is sent next; null when it was taken, or nobody is to be told.</param>
internal sealed record BudgetAlert(string AlertId, string Body, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset? NextAttemptAt);
