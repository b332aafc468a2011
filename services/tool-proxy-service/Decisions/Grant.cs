using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>
/// A decision as it is remembered: its quotas and constraints are read once and serve every call that it covers. Only what does not
/// change with the call is remembered; the schedule and the parameters are looked at every time.
/// </summary>
/// <param name="RateLimit">Of the agent, also for a call that is denied.</param>
/// <param name="Quotas">What a call counts against; empty for a denial.</param>
/// <param name="Shadow">Constraints that are only tried out; null when there are none.</param>
internal sealed record Grant(
    DecisionResponse Decision, RateLimit RateLimit, IReadOnlyList<Quota> Quotas, CompiledConstraints Constraints, CompiledConstraints? Shadow)
{
    /// <summary>Names every version of a policy that had a say; results that were stored under others do not serve this grant.</summary>
    public string Policies { get; } = string.Join(
        ' ',
        (Decision.Constraints ?? [])
            .Select(policy => $"{policy.PolicyId}@{policy.PolicyVersion}")
            .Prepend($"{Decision.PolicyId}@{Decision.PolicyVersion}"));

    /// <exception cref="UnusablePolicyException">A constraint cannot be understood, so that nothing may be decided on the whole.</exception>
    public static Grant Compile(DecisionResponse decision, ToolAction action)
    {
        try
        {
            return new Grant(
                decision,
                RateBucket.LimitOf(decision),
                decision.Allowed ? DecidedQuotas.Of(decision) : [],
                Compile(decision.Constraints ?? [], action),
                decision.ShadowConstraints is { Count: > 0 } shadow ? Compile(shadow, action) : null);
        }
        catch (Exception exception)
        {
            // Compiling does nothing but read the document: whatever it stumbles over, the document is at fault.
            throw new UnusablePolicyException(exception);
        }
    }

    private static CompiledConstraints Compile(IReadOnlyList<PolicyConstraints> policies, ToolAction action) =>
        CompiledConstraints.Compile(policies, action.Tool, action.Name, action.UrlParameters);
}

/// <summary>Policy-service handed out a document that it should have refused.</summary>
internal sealed class UnusablePolicyException(Exception cause) : Exception("A policy cannot be used.", cause);
