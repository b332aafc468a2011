using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Constraints;

/// <summary>Evaluates policies in shadow mode for allowed calls, without changing the calls.</summary>
internal sealed class ShadowPolicies(ConstraintChecks checks)
{
    public ShadowDenial? OfCall(PolicyDecision decision, ToolAction action, CallParameters parameters)
    {
        if (decision.Response.WouldDeny is { } rule)
        {
            return new ShadowDenial(CallAuthorizer.KindOf(rule.Code), rule.Rule, new PolicyReference(rule.PolicyId, rule.PolicyVersion));
        }

        if (decision.Shadow is null)
        {
            return null;
        }

        // An enforced policy would see the request as it came.
        var request = parameters.Unfiltered ?? parameters;
        return ToDenial(checks.OfCall(decision.Shadow, action, request)
            ?? (action.ModelParameter is not null && decision.Shadow.HasRequestFilters ? checks.OfRequest(decision.Shadow, request.Value, out _) : null))
            ?? (decision.Shadow.ApprovalOf(request.Value)?.Rules[0] is { } asks
                ? new ShadowDenial(GatewayErrors.ApprovalRequired, asks.Text, new PolicyReference(asks.Policy.PolicyId, asks.Policy.PolicyVersion))
                : null);
    }

    /// <param name="answer">The tool's answer; filters change a copy.</param>
    public ShadowDenial? OfAnswer(PolicyDecision decision, ToolData answer)
    {
        if (decision.Shadow is null)
        {
            return null;
        }

        var copy = ToolData.Of(answer.Json);
        return ToDenial(checks.OfAnswer(decision.Shadow, ref copy));
    }

    private static ShadowDenial? ToDenial(Refusal? refusal) =>
        refusal is null ? null : new ShadowDenial(refusal.Kind, refusal.Rule!, refusal.Policy);
}
