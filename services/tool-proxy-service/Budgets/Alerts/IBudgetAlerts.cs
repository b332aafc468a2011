namespace FourRunr.ToolProxy.Budgets.Alerts;

/// <summary>Tells operators that budgets are being used up.</summary>
internal interface IBudgetAlerts
{
    /// <summary>Returns when the crossings are stored or wait in this process to be stored; never fails. Each may come more than once.</summary>
    /// <returns>Whether all of them are stored.</returns>
    ValueTask<bool> RaiseAsync(IReadOnlyList<BudgetCrossing> crossings);
}
