namespace FourRunr.Contracts;

public enum ApprovalState
{
    /// <summary>People are asked.</summary>
    Pending,

    /// <summary>The agent may make the call, until <see cref="ApprovalStatusResponse.UseBy"/>.</summary>
    Approved,

    /// <summary>The call must not be made.</summary>
    Denied,

    /// <summary>The call was made.</summary>
    Used,

    /// <summary>Nobody decided in time, or the approved call was not made in time.</summary>
    Expired,
}

/// <summary>What an agent may know of its request. Answer of <c>GET /v1/approvals/{approval_id}</c>.</summary>
public record ApprovalStatusResponse
{
    /// <summary><c>apr_</c> and 32 hex digits.</summary>
    public required string ApprovalId { get; init; }
    public required ApprovalState State { get; init; }
    public required string Tool { get; init; }
    public required string Action { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Until when people may decide.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many people must approve.</summary>
    public required int ApprovalsNeeded { get; init; }

    /// <summary>How many have.</summary>
    public required int ApprovalsGiven { get; init; }

    /// <summary>Until when the approved call may be made; absent before it is approved.</summary>
    public DateTimeOffset? UseBy { get; init; }

    /// <summary>Why it was denied, if the person said so.</summary>
    public string? Reason { get; init; }
}

/// <summary>A request for approval as operators see it: the exact call, who asks for approval, and what people said.</summary>
public sealed record ApprovalResponse : ApprovalStatusResponse
{
    public required string AgentId { get; init; }
    public required string AgentName { get; init; }
    public required string Role { get; init; }

    /// <summary>The parameters as they would be sent. Another value in them is another call, which is not approved.</summary>
    public required JsonElement Params { get; init; }

    /// <summary>The purpose that the agent states.</summary>
    public string? Intent { get; init; }

    /// <summary>Who asks for approval, e.g. <c>approvals mail-outside pol_…@3</c>.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>All policy versions that the decision stands on, separated by spaces. A newer one makes it another call.</summary>
    public required string Policies { get; init; }
    public required bool ReasonRequired { get; init; }
    public required IReadOnlyList<ApprovalVoteResponse> Votes { get; init; }

    /// <summary>The call that asked first.</summary>
    public required string AskedByCall { get; init; }
    public required string CorrelationId { get; init; }

    /// <summary>The call that was made; absent before.</summary>
    public string? UsedByCall { get; init; }
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When the same call was approved and made before, at the latest; absent if it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <param name="OperatorId">The operator, or the person of the identity provider.</param>
public sealed record ApprovalVoteResponse(string OperatorId, string OperatorName, bool Approves, DateTimeOffset VotedAt, string? Reason = null);

/// <summary>Body of <c>POST /v1/admin/approvals/{approval_id}/approve</c> and <c>/deny</c>.</summary>
/// <param name="Reason">1 to 1,000 characters. The agent is told why its call was denied.</param>
public sealed record DecideApprovalRequest(string? Reason = null);
