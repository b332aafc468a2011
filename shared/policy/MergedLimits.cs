namespace FourRunr.PolicyEvaluation;

/// <summary>Which of several limits an agent gets: those bound to the agent replace those of its role and tags.</summary>
internal static class MergedLimits
{
    /// <summary>
    /// Of several of one kind the stricter holds: the fewest requests per second, then the smallest burst. Among equal
    /// ones the policy id decides.
    /// </summary>
    public static CompiledPolicy? RateLimitPolicy(IEnumerable<CompiledPolicy> policies) => policies
        .Where(policy => policy.Spec.RateLimit is not null)
        .OrderByDescending(policy => policy.IsBoundToAgent)
        .ThenBy(policy => policy.Spec.RateLimit!.Requests / (decimal)Duration(policy.Spec.RateLimit.Per).TotalSeconds)
        .ThenBy(policy => policy.Spec.RateLimit!.Burst ?? 2L * policy.Spec.RateLimit.Requests)
        .ThenBy(policy => policy.PolicyId, StringComparer.Ordinal)
        .FirstOrDefault();

    public static RateLimitSpec? RateLimit(IEnumerable<CompiledPolicy> policies) => RateLimitPolicy(policies)?.Spec.RateLimit;

    /// <summary>
    /// The quotas whose scope covers the action. A scope for which the agent has quotas of its own ignores those of its
    /// role and tags; of quotas alike in scope, window and strategy the smallest holds.
    /// </summary>
    public static IReadOnlyList<QuotaSpec> Quotas(IEnumerable<CompiledPolicy> policies, string tool, string action) =>
        [.. QuotasWithPolicies(policies, scope => scope.Covers(tool, action)).Select(merged => merged.Quota)];

    /// <summary>The same for all quotas whose scope is chosen, each with the policy that it comes from.</summary>
    public static IEnumerable<(QuotaSpec Quota, CompiledPolicy Policy)> QuotasWithPolicies(IEnumerable<CompiledPolicy> policies, Func<Scope, bool> choose) =>
        policies
            .SelectMany(policy => policy.Spec.Quotas ?? [], (policy, quota) => (Policy: policy, policy.IsBoundToAgent, Scope: Scope.Parse(quota.Scope), Quota: quota))
            .Where(candidate => choose(candidate.Scope))
            .GroupBy(candidate => candidate.Scope.ToString())
            .SelectMany(sameScope => sameScope.Any(candidate => candidate.IsBoundToAgent)
                ? sameScope.Where(candidate => candidate.IsBoundToAgent)
                : sameScope)
            .GroupBy(candidate => (Scope: candidate.Scope.ToString(), Window: Duration(candidate.Quota.Window), candidate.Quota.Strategy))
            .OrderBy(alike => alike.Key.Scope, StringComparer.Ordinal).ThenBy(alike => alike.Key.Window).ThenBy(alike => alike.Key.Strategy)
            .Select(alike => alike
                .OrderBy(candidate => candidate.Quota.Limit)
                .ThenBy(candidate => candidate.Quota.Window, StringComparer.Ordinal)
                .ThenBy(candidate => candidate.Policy.PolicyId, StringComparer.Ordinal)
                .Select(candidate => (candidate.Quota with { Scope = alike.Key.Scope }, candidate.Policy))
                .First());

    private static TimeSpan Duration(string text) =>
        GatewayDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration : throw new FormatException($"'{text}' is not a duration.");
}
