using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>
/// A compiled decision of policy-service: quotas and constraints are read once for all calls that the decision covers. The schedule and
/// the parameters are checked on every call.
/// </summary>
/// <param name="RateLimit">The agent's rate limit, also for a denied call.</param>
/// <param name="Quotas">The quotas that a call counts against; empty for a denial.</param>
/// <param name="Budgets">The budgets that a call is charged to; empty for a denial.</param>
/// <param name="Shadow">Constraints of policies in shadow mode; null if there are none.</param>
internal sealed record PolicyDecision(
    DecisionResponse Response, RateLimit RateLimit, IReadOnlyList<Quota> Quotas, IReadOnlyList<Budget> Budgets, CompiledConstraints Constraints, CompiledConstraints? Shadow)
{
    /// <summary>
    /// All policy versions of the decision. Results that were cached under other versions do not serve a call under this decision.
    /// </summary>
    public string Policies { get; } = string.Join(
        ' ',
        (Response.Constraints ?? [])
            .Select(policy => $"{policy.PolicyId}@{policy.PolicyVersion}")
            .Prepend($"{Response.PolicyId}@{Response.PolicyVersion}"));

    /// <exception cref="UnusablePolicyException">A constraint cannot be read, so no call may be allowed.</exception>
    public static PolicyDecision Compile(DecisionRequest question, DecisionResponse decision, ToolAction action)
    {
        try
        {
            return new PolicyDecision(
                decision,
                RateBucket.LimitOf(decision),
                decision.Allowed ? DecidedQuotas.Of(decision) : [],
                decision.Allowed ? BudgetsOf(question, decision) : [],
                Compile(decision.Constraints ?? [], action),
                decision.ShadowConstraints is { Count: > 0 } shadow ? Compile(shadow, action) : null);
        }
        catch (Exception exception)
        {
            // Compiling only reads the document, so any exception is the document's fault.
            throw new UnusablePolicyException(exception);
        }
    }

    private static IReadOnlyList<Budget> BudgetsOf(DecisionRequest question, DecisionResponse decision) => decision.Budgets is { Count: > 0 } budgets
        ? [.. budgets
            .Select(budget => Budget.Compile(budget, question.AgentId, question.Role, question.Tags ?? []))
            .OfType<Budget>()
            .Where(budget => budget.Counts(question.Tool, question.Action))]
        : [];

    private static CompiledConstraints Compile(IReadOnlyList<PolicyConstraints> policies, ToolAction action) =>
        CompiledConstraints.Compile(policies, action.Tool, action.Name, action.UrlParameters);
}

/// <summary>Policy-service returned a policy that it should have refused.</summary>
internal sealed class UnusablePolicyException(Exception cause) : Exception("A policy cannot be used.", cause);
