namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>A row of <c>budget_alerts</c>.</summary>
internal sealed record BudgetAlert
{
    /// <summary>Also the <c>webhook-id</c>: the same however often it is sent.</summary>
    public required string AlertId { get; init; }

    /// <summary>What is sent, as it is signed.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Tries that failed.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is sent next; null when it was taken, or nobody is to be told.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }
}
