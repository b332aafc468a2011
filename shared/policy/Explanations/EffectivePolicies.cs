namespace FourRunr.PolicyEvaluation.Explanations;

/// <summary>The sum of policies, each part with the policy that it comes from.</summary>
internal static class EffectivePolicies
{
    public static EffectivePolicy Of(PolicyEvaluator evaluator, IReadOnlyCollection<string> tags) => new()
    {
        Scopes = [.. evaluator.Rules.Where(rule => !rule.IsDeny).Select(rule => ToScope(rule) with { Intent = rule.Policy.Spec.Intent })],
        Deny = [.. evaluator.Rules.Where(rule => rule.IsDeny).Select(ToScope)],
        RateLimit = MergedLimits.RateLimitPolicy(evaluator.Policies) is { } policy
            ? new EffectiveRateLimit(policy.Spec.RateLimit!, SourceOf(policy))
            : null,
        Quotas = [.. MergedLimits.QuotasWithPolicies(evaluator.Policies, _ => true).Select(quota => new EffectiveQuota(quota.Quota, SourceOf(quota.Policy)))],
        Budgets = evaluator.Budgets(tags),
        Constraints = evaluator.Constraints,
    };

    public static PolicySource SourceOf(CompiledPolicy policy) => new(policy.PolicyId, policy.Name, policy.Version, policy.Mode);

    private static EffectiveScope ToScope(PolicyRule rule) => new(rule.Scope.ToString(), SourceOf(rule.Policy));
}
