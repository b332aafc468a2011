namespace FourRunr.ToolProxy.Approvals;

/// <summary>A row of <c>approvals</c>.</summary>
/// <param name="Digest">See <see cref="CallDigest"/>.</param>
/// <param name="State">What was decided; whether it still counts depends on the time, see <see cref="StateAt"/>.</param>
/// <param name="IsOpen">At most one of a digest is.</param>
/// <param name="Parameters">Encrypted.</param>
/// <param name="Rules">Who asks, e.g. <c>approvals mail-outside pol_…@3</c>.</param>
/// <param name="Policies">All versions that the decision stands on.</param>
/// <param name="AskedBy">Id of the call that asked first.</param>
/// <param name="UseBy">Until when the approved call may be made; null before.</param>
/// <param name="UsedBy">Id of the call that was made; null before.</param>
internal sealed record ApprovalRow(
    string ApprovalId,
    string Digest,
    string State,
    bool IsOpen,
    string AgentId,
    string AgentName,
    string Role,
    string Tool,
    string Action,
    byte[] Parameters,
    string? Intent,
    IReadOnlyList<string> Rules,
    string Policies,
    int Approvers,
    bool ReasonRequired,
    long UseWithinMs,
    string AskedBy,
    string CorrelationId,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UseBy,
    DateTimeOffset? UsedAt,
    string? UsedBy)
{
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Denied = "denied";
    public const string Used = "used";
    public const string Expired = "expired";

    public const string Columns = """
        approval_id, digest, state, is_open, agent_id, agent_name, role, tool, action, parameters, intent, rules, policies, approvers, reason_required,
        use_within_ms, asked_by, correlation_id, requested_at, expires_at, use_by, used_at, used_by
        """;

    /// <summary>The state with the time considered: at its border an approval is over.</summary>
    public ApprovalState StateAt(DateTimeOffset now) => State switch
    {
        Pending => now < ExpiresAt ? ApprovalState.Pending : ApprovalState.Expired,
        Approved => now < UseBy ? ApprovalState.Approved : ApprovalState.Expired,
        Denied => ApprovalState.Denied,
        Used => ApprovalState.Used,
        _ => ApprovalState.Expired,
    };
}

/// <summary>What one person said.</summary>
internal sealed record ApprovalVote(string ApprovalId, string OperatorId, string OperatorName, bool Approves, string? Reason, DateTimeOffset VotedAt);
