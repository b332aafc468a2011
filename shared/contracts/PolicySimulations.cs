namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/policies/simulate</c>: what would a draft have changed?</summary>
/// <param name="Draft">Simulated as enforced, whatever its mode.</param>
/// <param name="From">Calls at or after this moment …</param>
/// <param name="To">… and before this one.</param>
/// <param name="PolicyId">The stored policy that the draft replaces; without it the draft is one more policy.</param>
/// <param name="Limit">Most records that are replayed, newest first: 1 to 10,000, default 10,000.</param>
public sealed record SimulateRequest(PolicyRequest Draft, DateTimeOffset From, DateTimeOffset To, string? PolicyId = null, int? Limit = null);

/// <summary>What the draft would have changed. Policies are compared with policies: token scopes and limits are left out.</summary>
public sealed record SimulateResponse
{
    /// <summary>Records that were read.</summary>
    public required int Replayed { get; init; }

    /// <summary>True when there are more records in the range than were replayed.</summary>
    public required bool LimitReached { get; init; }
    public required int Unchanged { get; init; }
    public required int NewlyAllowed { get; init; }
    public required int NewlyDenied { get; init; }

    /// <summary>Calls that nobody had to approve and somebody would have to now.</summary>
    public required int NewlyNeedsApproval { get; init; }
    public required NotJudged NotJudged { get; init; }

    /// <summary>The newest of the newly allowed calls, at most 100.</summary>
    public required IReadOnlyList<ChangedCall> NewlyAllowedCalls { get; init; }

    /// <summary>The newest of the newly denied calls, at most 100.</summary>
    public required IReadOnlyList<ChangedCall> NewlyDeniedCalls { get; init; }

    /// <summary>The newest of the calls that would newly need approval, at most 100.</summary>
    public required IReadOnlyList<ChangedCall> NewlyNeedsApprovalCalls { get; init; }
}

/// <summary>Calls that cannot be judged again, by reason.</summary>
/// <param name="Unidentified">Refused before it was known who called.</param>
/// <param name="UnknownTool">There is no such tool or action; no policy changes that.</param>
/// <param name="WithoutParameters">A guard asks for parameters that the record does not hold, or not whole.</param>
public sealed record NotJudged(int Unidentified, int UnknownTool, int WithoutParameters);

/// <summary>A call that the draft decides otherwise.</summary>
public sealed record ChangedCall(
    string CallId, DateTimeOffset OccurredAt, string AgentId, string Role, string Tool, string Action, PolicyVerdict Before, PolicyVerdict After);
