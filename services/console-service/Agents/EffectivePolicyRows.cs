namespace FourRunr.WebConsole.Agents;

/// <summary>What an agent's policies add up to, a line for each part.</summary>
internal static class EffectivePolicyRows
{
    public static IEnumerable<(string Part, string Text, PolicySource? Source)> Of(EffectivePolicy policy) =>
    [
        .. policy.Scopes.Select(scope => ("may call", scope.Intent is null ? scope.Scope : $"{scope.Scope} for {scope.Intent}", (PolicySource?)scope.Policy)),
        .. policy.Deny.Select(scope => ("never", scope.Scope, (PolicySource?)scope.Policy)),
        policy.RateLimit is { } rate
            ? ("rate", $"{rate.Limit.Requests} in {rate.Limit.Per}, at once {rate.Limit.Burst ?? 2 * rate.Limit.Requests}", rate.Policy)
            : ("rate", "100 a second, at once 200 (the default)", null),
        .. policy.Quotas.Select(quota => ("quota", $"{quota.Quota.Limit} in {quota.Quota.Window}", (PolicySource?)quota.Policy)),
        .. policy.Budgets.Select(budget => (
            "budget",
            $"{budget.Budget.Name}: {budget.Budget.Limit} {budget.Budget.Unit.ToWire()} per {budget.Budget.Per}",
            (PolicySource?)new PolicySource(budget.PolicyId, budget.PolicyName, budget.PolicyVersion, PolicyMode.Enforce))),
    ];
}
