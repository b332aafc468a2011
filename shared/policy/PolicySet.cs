namespace FourRunr.PolicyEvaluation;

/// <summary>
/// The policies that apply to one agent, those in shadow mode beside the enforced ones: an immutable value that decides
/// as the policy decision point does.
/// </summary>
public sealed class PolicySet
{
    private readonly PolicyEvaluator? _trial;

    private PolicySet(IReadOnlyCollection<CompiledPolicy> policies)
    {
        Enforced = PolicyEvaluator.Compile([.. policies.Where(policy => policy.Mode == PolicyMode.Enforce)]);
        Shadow = PolicyEvaluator.Compile([.. policies.Where(policy => policy.Mode == PolicyMode.Shadow)]);
        _trial = Shadow.Policies.Count == 0 ? null : PolicyEvaluator.Compile(policies);
    }

    /// <summary>The policies that decide.</summary>
    public PolicyEvaluator Enforced { get; }

    /// <summary>The policies that are only tried out.</summary>
    public PolicyEvaluator Shadow { get; }

    /// <param name="policies">Those bound to the agent, to its tags and to its role, in any order.</param>
    public static PolicySet Compile(IReadOnlyCollection<CompiledPolicy> policies) => new(policies);

    /// <param name="tags">The agent's; some budgets count only for agents with a tag.</param>
    public DecisionResponse Decide(string tool, string action, string? intent, IReadOnlyCollection<string>? tags = null)
    {
        var decision = Enforced.Decide(tool, action, intent);
        var quotas = Enforced.QuotasOf(tool, action);
        return new DecisionResponse
        {
            Allowed = decision.Allowed,
            Code = decision.Denial?.Code,
            Rule = decision.RuleText,
            Reason = ReasonOf(decision, tool, action),
            PolicyId = decision.Rule?.Policy.PolicyId,
            PolicyName = decision.Rule?.Policy.Name,
            PolicyVersion = decision.Rule?.Policy.Version,
            RateLimit = Enforced.RateLimit,
            Quotas = NullIfEmpty(quotas),
            Budgets = decision.Allowed ? NullIfEmpty(Enforced.BudgetsOf(tool, action, tags ?? [])) : null,
            Constraints = decision.Allowed ? NullIfEmpty(Enforced.Constraints) : null,
            ShadowConstraints = decision.Allowed ? NullIfEmpty(Shadow.Constraints) : null,
            WouldDeny = decision.Allowed ? WouldDeny(tool, action, intent) : null,
        };
    }

    /// <summary>Whether the action is allowed, with the right intent at least. Parameters, time and limits are not considered.</summary>
    public bool MayAllow(string tool, string action) => Enforced.Decide(tool, action, intent: null).Denial != GatewayErrors.ScopeDenied;

    /// <summary>Scopes unite, so a further policy can only deny an allowed call by a deny rule.</summary>
    private WouldDeny? WouldDeny(string tool, string action, string? intent) =>
        _trial?.Decide(tool, action, intent) is { Allowed: false, Rule: { } rule } denied
            ? new WouldDeny(denied.Denial!.Code, denied.RuleText, rule.Policy.PolicyId, rule.Policy.Version)
            : null;

    private string ReasonOf(in PolicyDecision decision, string tool, string action) => decision switch
    {
        { Allowed: true, Rule: { } rule } => $"Policy '{rule.Policy.Name}' allows {tool}:{action}.",
        { Rule: { } rule } when decision.Denial == GatewayErrors.IntentDenied =>
            $"Policy '{rule.Policy.Name}' allows {tool}:{action} only with the intent '{rule.Policy.Spec.Intent}'.",
        { Rule: { } rule } => $"Policy '{rule.Policy.Name}' denies {tool}:{action}.",
        _ when Enforced.Policies.Count == 0 => $"No policy applies to this agent, its tags or its role, so {tool}:{action} is denied.",
        _ => $"No policy of this agent, its tags or its role allows {tool}:{action}.",
    };

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
