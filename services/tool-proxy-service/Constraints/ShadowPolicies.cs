using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Constraints;

/// <summary>Tries policies in shadow mode on calls that are allowed, and changes nothing about them.</summary>
internal sealed class ShadowPolicies(ConstraintChecks checks)
{
    public ShadowDenial? OfCall(Grant grant, CallParameters parameters)
    {
        if (grant.Decision.WouldDeny is { } rule)
        {
            return new ShadowDenial(CallRights.KindOf(rule.Code), rule.Rule, new PolicyReference(rule.PolicyId, rule.PolicyVersion));
        }

        return grant.Shadow is null ? null : ToDenial(checks.OfCall(grant.Shadow, parameters));
    }

    /// <param name="answer">As the tool gave it; filters work on a copy.</param>
    public ShadowDenial? OfAnswer(Grant grant, ToolData answer)
    {
        if (grant.Shadow is null)
        {
            return null;
        }

        var copy = ToolData.Of(answer.Json);
        return ToDenial(checks.OfAnswer(grant.Shadow, ref copy));
    }

    private static ShadowDenial? ToDenial(Refusal? refusal) =>
        refusal is null ? null : new ShadowDenial(refusal.Kind, refusal.Rule!, refusal.Policy);
}
