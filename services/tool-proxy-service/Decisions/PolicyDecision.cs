using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>
/// What policy-service decided, compiled: quotas and constraints are read once and serve every call that the decision covers. The
/// schedule and the parameters are checked on every call.
/// </summary>
/// <param name="RateLimit">Of the agent, also for a call that is denied.</param>
/// <param name="Quotas">What a call counts against; empty for a denial.</param>
/// <param name="Shadow">Constraints of policies in shadow mode; null when there are none.</param>
internal sealed record PolicyDecision(
    DecisionResponse Response, RateLimit RateLimit, IReadOnlyList<Quota> Quotas, CompiledConstraints Constraints, CompiledConstraints? Shadow)
{
    /// <summary>Every policy version that took part. Results stored under other versions do not serve a call under this decision.</summary>
    public string Policies { get; } = string.Join(
        ' ',
        (Response.Constraints ?? [])
            .Select(policy => $"{policy.PolicyId}@{policy.PolicyVersion}")
            .Prepend($"{Response.PolicyId}@{Response.PolicyVersion}"));

    /// <exception cref="UnusablePolicyException">A constraint cannot be read, so nothing may be decided.</exception>
    public static PolicyDecision Compile(DecisionResponse decision, ToolAction action)
    {
        try
        {
            return new PolicyDecision(
                decision,
                RateBucket.LimitOf(decision),
                decision.Allowed ? DecidedQuotas.Of(decision) : [],
                Compile(decision.Constraints ?? [], action),
                decision.ShadowConstraints is { Count: > 0 } shadow ? Compile(shadow, action) : null);
        }
        catch (Exception exception)
        {
            // Compiling only reads the document, so any exception is the document's fault.
            throw new UnusablePolicyException(exception);
        }
    }

    private static CompiledConstraints Compile(IReadOnlyList<PolicyConstraints> policies, ToolAction action) =>
        CompiledConstraints.Compile(policies, action.Tool, action.Name, action.UrlParameters);
}

/// <summary>Policy-service handed out a document that it should have refused.</summary>
internal sealed class UnusablePolicyException(Exception cause) : Exception("A policy cannot be used.", cause);
