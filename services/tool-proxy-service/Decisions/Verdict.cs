using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Whether token and policies allow a call, and the bucket of its rate permit, allowed or not.</summary>
/// <param name="Policy">The decision of policy-service; null if it was not asked.</param>
internal abstract record Verdict(RateBucket Bucket, PolicyDecision? Policy)
{
    /// <summary>Both allow it.</summary>
    public sealed record Allowed(RateBucket Bucket, ToolAction Action, PolicyDecision Decision) : Verdict(Bucket, Decision);

    /// <summary>One of them does not.</summary>
    public sealed record Denied(RateBucket Bucket, Refusal Why, PolicyDecision? Policy = null) : Verdict(Bucket, Policy);
}
