using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation;

/// <summary>
/// The decision, as a pure function: no I/O, no clock. The scopes of all policies unite, any deny wins, and what no scope
/// covers is denied. The answer does not depend on the order of the policies.
/// </summary>
public static class PolicyEvaluator
{
    private const string DefaultDeny = "default deny";

    /// <param name="policies">Those bound to the agent and those bound to its role.</param>
    public static DecisionResponse Decide(IReadOnlyCollection<CompiledPolicy> policies, string tool, string action)
    {
        var rateLimit = RateLimits.Merge(policies);
        if (FindRule(policies, policy => policy.Deny, tool, action) is { } denied)
        {
            return Answer(false, $"deny {denied.Scope}", $"Policy '{denied.Policy.Name}' denies {tool}:{action}.", denied.Policy, rateLimit);
        }

        if (FindRule(policies, policy => policy.Allow, tool, action) is { } allowed)
        {
            return Answer(true, $"allow {allowed.Scope}", $"Policy '{allowed.Policy.Name}' allows {tool}:{action}.", allowed.Policy, rateLimit);
        }

        var reason = policies.Count == 0
            ? $"No policy applies to this agent or its role, so {tool}:{action} is denied."
            : $"No policy of this agent or its role allows {tool}:{action}.";
        return Answer(false, DefaultDeny, reason, policy: null, rateLimit);
    }

    /// <summary>Of several rules that match, the narrowest is named; then the agent's own before the role's; then by policy id.</summary>
    private static (CompiledPolicy Policy, Scope Scope)? FindRule(
        IEnumerable<CompiledPolicy> policies, Func<CompiledPolicy, IReadOnlyList<Scope>> rules, string tool, string action) => policies
        .SelectMany(policy => rules(policy), (policy, scope) => (Policy: policy, Scope: scope))
        .Where(rule => rule.Scope.Covers(tool, action))
        .OrderByDescending(rule => rule.Scope.Specificity)
        .ThenByDescending(rule => rule.Policy.IsBoundToAgent)
        .ThenBy(rule => rule.Policy.PolicyId, StringComparer.Ordinal)
        .Select(rule => ((CompiledPolicy, Scope)?)rule)
        .FirstOrDefault();

    private static DecisionResponse Answer(bool allowed, string rule, string reason, CompiledPolicy? policy, RateLimitSpec? rateLimit) => new()
    {
        Allowed = allowed,
        Code = allowed ? null : GatewayErrors.ScopeDenied.Code,
        Rule = rule,
        Reason = reason,
        PolicyId = policy?.PolicyId,
        PolicyName = policy?.Name,
        PolicyVersion = policy?.Version,
        RateLimit = rateLimit,
    };
}
