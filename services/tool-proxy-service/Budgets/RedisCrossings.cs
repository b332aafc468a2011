using FourRunr.ToolProxy.Budgets.Alerts;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>Raises what scripts say was reached. Redis keeps each as untold until its alert is stored, so that no end of a process loses one.</summary>
internal sealed class RedisCrossings(IConnectionMultiplexer redis, IBudgetAlerts alerts)
{
    /// <summary>Never fails.</summary>
    public async ValueTask RaiseAsync(IReadOnlyList<BudgetCrossing> crossings)
    {
        if (crossings.Count > 0 && await alerts.RaiseAsync(crossings))
        {
            // If this does not arrive, they are raised again: an alert that is stored is not told again.
            redis.GetDatabase().HashDelete(BudgetKeys.Untold, [.. crossings.Select(NameOf)], CommandFlags.FireAndForget);
        }
    }

    private static RedisValue NameOf(BudgetCrossing crossing) =>
        string.Create(CultureInfo.InvariantCulture, $"{crossing.Percent} {crossing.Stretch.End} {BudgetKeys.Account(crossing.Budget)}");
}
