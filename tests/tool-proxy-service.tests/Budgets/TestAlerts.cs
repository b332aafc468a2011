using System.Collections.Concurrent;
using FourRunr.ToolProxy.Budgets.Alerts;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>What the ledgers say of thresholds.</summary>
internal sealed class TestAlerts : IBudgetAlerts
{
    public ConcurrentQueue<BudgetCrossing> Raised { get; } = new();

    public IEnumerable<int> Percents => Raised.Select(crossing => crossing.Percent);

    /// <summary>Nothing can be stored.</summary>
    public bool IsAway { get; set; }

    /// <summary>The process ends when it is told of a threshold.</summary>
    public bool Dies { get; set; }

    public ValueTask<bool> RaiseAsync(IReadOnlyList<BudgetCrossing> crossings)
    {
        if (Dies && crossings.Count > 0)
        {
            throw new ProcessEndedException();
        }

        foreach (var crossing in IsAway ? [] : crossings)
        {
            Raised.Enqueue(crossing);
        }

        return ValueTask.FromResult(!IsAway);
    }
}

internal sealed class ProcessEndedException : Exception;
