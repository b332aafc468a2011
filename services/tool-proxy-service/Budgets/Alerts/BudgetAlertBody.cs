using System.Security.Cryptography;

namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>What the webhook is told. No agent's data but its id, where the account is an agent's own.</summary>
/// <param name="Type"><c>budget.threshold_reached</c>.</param>
/// <param name="Timestamp">When the threshold was reached.</param>
internal sealed record BudgetAlertBody(string Type, DateTimeOffset Timestamp, BudgetAlertData Data)
{
    private const string ThresholdReached = "budget.threshold_reached";

    public static BudgetAlertBody Of(BudgetCrossing crossing)
    {
        var budget = crossing.Budget;
        return new BudgetAlertBody(ThresholdReached, DateTimeOffset.FromUnixTimeMilliseconds(crossing.At), new BudgetAlertData
        {
            PolicyId = budget.Source.PolicyId,
            PolicyName = budget.Source.PolicyName,
            Budget = budget.Name,
            Holder = budget.Holder,
            Unit = budget.Unit,
            Percent = crossing.Percent,
            Limit = budget.Format(budget.Limit),
            Spent = budget.Format(crossing.Spent),
            WindowStart = DateTimeOffset.FromUnixTimeMilliseconds(budget.Window.StartAt(crossing.At)),
            WindowEnd = DateTimeOffset.FromUnixTimeMilliseconds(crossing.Stretch.End),
        });
    }

    /// <summary>The same for the same threshold of an account in the same stretch of time, whoever noticed.</summary>
    public static string IdOf(BudgetCrossing crossing)
    {
        var name = $"{crossing.Budget.StateKey}|{crossing.Percent}|{crossing.Stretch.Start}";
        return $"bal_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";
    }
}

internal sealed record BudgetAlertData
{
    public required string PolicyId { get; init; }
    public required string PolicyName { get; init; }
    public required string Budget { get; init; }
    public required string Holder { get; init; }
    public required BudgetUnit Unit { get; init; }
    public required int Percent { get; init; }
    public required string Limit { get; init; }
    public required string Spent { get; init; }
    public required DateTimeOffset WindowStart { get; init; }
    public required DateTimeOffset WindowEnd { get; init; }
}
