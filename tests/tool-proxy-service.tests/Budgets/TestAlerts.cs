using System.Collections.Concurrent;
using FourRunr.ToolProxy.Budgets.Alerts;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>What the ledgers say of thresholds.</summary>
internal sealed class TestAlerts : IBudgetAlerts
{
    public ConcurrentQueue<BudgetCrossing> Raised { get; } = new();

    public IEnumerable<int> Percents => Raised.Select(crossing => crossing.Percent);

    public ValueTask RaiseAsync(IReadOnlyList<BudgetCrossing> crossings)
    {
        foreach (var crossing in crossings)
        {
            Raised.Enqueue(crossing);
        }

        return ValueTask.CompletedTask;
    }
}
