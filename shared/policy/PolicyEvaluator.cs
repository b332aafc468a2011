namespace FourRunr.PolicyEvaluation;

/// <summary>
/// All policies that apply to one agent, compiled: an immutable value that decides as a pure function, without I/O, clock
/// or allocation. The scopes of all policies unite, any deny wins, and what no scope covers is denied. The answer does not
/// depend on the order of the policies.
/// </summary>
public sealed class PolicyEvaluator
{
    private readonly PolicyRule[] _deny;
    private readonly PolicyRule[] _allow;
    private readonly ScopedBudget[] _budgets;

    private PolicyEvaluator(IReadOnlyCollection<CompiledPolicy> policies)
    {
        Policies = [.. policies.OrderBy(policy => policy.PolicyId, StringComparer.Ordinal)];
        _deny = InPrecedence(Policies.SelectMany(policy => policy.Deny));
        _allow = InPrecedence(Policies.SelectMany(policy => policy.Allow));
        RateLimit = MergedLimits.RateLimit(Policies);
        _budgets = [.. Policies.SelectMany(policy => policy.Budgets)];
        Constraints = [.. Policies.Select(policy => policy.Constraints).OfType<PolicyConstraints>()];
    }

    /// <summary>In the order of their ids.</summary>
    public IReadOnlyList<CompiledPolicy> Policies { get; }

    /// <summary>In the order in which they are considered.</summary>
    internal IEnumerable<PolicyRule> Rules => _deny.Concat(_allow);

    public RateLimitSpec? RateLimit { get; }

    public IReadOnlyList<PolicyConstraints> Constraints { get; }

    /// <param name="policies">Those bound to the agent, to its tags and to its role.</param>
    public static PolicyEvaluator Compile(IReadOnlyCollection<CompiledPolicy> policies) => new(policies);

    /// <param name="intent">The intent that the agent states, if any.</param>
    public PolicyDecision Decide(string tool, string action, string? intent)
    {
        foreach (var rule in _deny)
        {
            if (rule.Scope.Covers(tool, action))
            {
                return new PolicyDecision(GatewayErrors.ScopeDenied, rule);
            }
        }

        PolicyRule? otherIntent = null;
        foreach (var rule in _allow)
        {
            if (rule.Scope.Covers(tool, action))
            {
                if (rule.AcceptsIntent(intent))
                {
                    return new PolicyDecision(null, rule);
                }

                otherIntent ??= rule;
            }
        }

        return otherIntent is null
            ? new PolicyDecision(GatewayErrors.ScopeDenied, null)
            : new PolicyDecision(GatewayErrors.IntentDenied, otherIntent);
    }

    /// <summary>Quotas that a call of this action counts against.</summary>
    public IReadOnlyList<QuotaSpec> QuotasOf(string tool, string action) => MergedLimits.Quotas(Policies, tool, action);

    /// <summary>Budgets that a call of this action counts against, in the order of their policies' ids. None replaces another.</summary>
    /// <param name="tags">The agent's: budgets of other tags do not count.</param>
    public IReadOnlyList<PolicyBudget> BudgetsOf(string tool, string action, IReadOnlyCollection<string> tags) =>
        _budgets.Length == 0 ? [] : [.. _budgets.Where(budget => budget.Counts(tags) && budget.Covers(tool, action)).Select(budget => budget.Budget)];

    /// <summary>All budgets of an agent with these tags, in the order of their policies' ids.</summary>
    public IReadOnlyList<PolicyBudget> Budgets(IReadOnlyCollection<string> tags) =>
        [.. _budgets.Where(budget => budget.Counts(tags)).Select(budget => budget.Budget)];

    /// <summary>Of several rules that cover an action the narrowest is named; then the agent's own; then by policy id.</summary>
    private static PolicyRule[] InPrecedence(IEnumerable<PolicyRule> rules) =>
    [
        .. rules
            .OrderByDescending(rule => rule.Scope.Specificity)
            .ThenByDescending(rule => rule.Policy.IsBoundToAgent)
            .ThenBy(rule => rule.Policy.PolicyId, StringComparer.Ordinal)
            .ThenBy(rule => rule.Text, StringComparer.Ordinal),
    ];
}
