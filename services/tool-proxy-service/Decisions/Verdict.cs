using FourRunr.Contracts;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Whether a call may be made, and which bucket it is charged to, refused or not.</summary>
/// <param name="Quotas">What the call counts against; empty for one that is refused.</param>
/// <param name="Refusal">Null when token and policy both allow it.</param>
/// <param name="Grant">Null when policy was not asked.</param>
internal sealed record Verdict(RateBucket Bucket, IReadOnlyList<Quota> Quotas, Refusal? Refusal, Grant? Grant)
{
    public DecisionResponse? Decision => Grant?.Decision;
}
