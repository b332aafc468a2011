using FourRunr.Contracts;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Whether a call may be made, and which bucket it is charged to, refused or not.</summary>
/// <param name="Refusal">Null when token and policy both allow it.</param>
/// <param name="Decision">Null when policy was not asked.</param>
internal sealed record Verdict(RateBucket Bucket, Refusal? Refusal, DecisionResponse? Decision);
