namespace FourRunr.PolicyEvaluation;

/// <summary>One version of a policy, ready to be evaluated. Immutable, so it can be cached.</summary>
public sealed class CompiledPolicy
{
    private CompiledPolicy(PolicyResponse policy)
    {
        (PolicyId, Name, Version, Mode, Spec) = (policy.PolicyId, policy.Name, policy.Version, policy.Mode, policy.Spec);
        IsBoundToAgent = policy.AgentId is not null;
        Allow = Parse(isDeny: false, policy.Spec.Scopes);
        Deny = Parse(isDeny: true, policy.Spec.Deny);
        Constraints = policy.Spec is { Guards: null, Schedule: null, ResponseFilters: null, RequestFilters: null, Models: null, Approvals: null }
            ? null
            : new PolicyConstraints
            {
                PolicyId = PolicyId,
                PolicyName = Name,
                PolicyVersion = Version,
                Guards = policy.Spec.Guards,
                Schedule = policy.Spec.Schedule,
                ResponseFilters = policy.Spec.ResponseFilters,
                RequestFilters = policy.Spec.RequestFilters,
                Models = policy.Spec.Models,
                Approvals = policy.Spec.Approvals,
            };
        Budgets = [.. (policy.Spec.Budgets ?? []).Select(budget => new ScopedBudget(this, budget))];
    }

    public string PolicyId { get; }

    public string Name { get; }

    public int Version { get; }

    public PolicyMode Mode { get; }

    /// <summary>True when it names the agent; false when it names its role or one of its tags.</summary>
    public bool IsBoundToAgent { get; }

    public PolicySpec Spec { get; }

    internal IReadOnlyList<PolicyRule> Allow { get; }

    internal IReadOnlyList<PolicyRule> Deny { get; }

    /// <summary>Null when the policy constrains nothing.</summary>
    internal PolicyConstraints? Constraints { get; }

    internal IReadOnlyList<ScopedBudget> Budgets { get; }

    /// <exception cref="FormatException">The spec breaks the rules that are checked when it is saved: nothing is decided on it.</exception>
    public static CompiledPolicy Compile(PolicyResponse policy) => new(policy);

    private PolicyRule[] Parse(bool isDeny, IReadOnlyList<string> scopes) =>
        [.. scopes.Select(text => new PolicyRule(this, isDeny, Scope.Parse(text)))];
}
