namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/agents/{id}/tokens</c>.</summary>
/// <param name="Tools">Tool names the token is good for; <c>*</c> for all. 1 to 64 entries.</param>
/// <param name="Permissions"><c>read</c>, <c>write</c> or <c>*</c>.</param>
/// <param name="TtlSeconds">Life in seconds, 1 to 86400. Default 3600. Not together with <paramref name="ExpiresAt"/>.</param>
/// <param name="ExpiresAt">Or the moment it ends, at most 24 h ahead.</param>
public sealed record IssueTokenRequest(
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    int? TtlSeconds = null,
    DateTimeOffset? ExpiresAt = null);

/// <summary>A fresh token. The token itself is shown only here; the registry keeps its SHA-256.</summary>
/// <param name="TokenId"><c>tok_</c> and 32 hex digits: the <c>jti</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
public sealed record TokenIssued(string Token, string TokenId, string TokenType, DateTimeOffset ExpiresAt);

/// <summary>A token as the registry knows it.</summary>
public sealed record TokenResponse
{
    public required string TokenId { get; init; }
    public required string AgentId { get; init; }
    public required IReadOnlyList<string> Tools { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>From when on the token is refused; shortly in the future for one that was rotated.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedReason { get; init; }
}

/// <summary>Body of <c>POST /v1/tokens/{id}/revoke</c>.</summary>
public sealed record RevokeTokenRequest(string? Reason = null);

/// <summary>Body of <c>POST /v1/revocations</c>, the kill switch. Exactly one of agent, role and all.</summary>
/// <param name="Reason">Why, 1 to 256 characters; kept with the record.</param>
/// <param name="Suspend">
/// Whether the agents are suspended as well, in the same step, so that no new token can be had: an agent whose key is in the wrong hands
/// would fetch one at once. <c>PATCH /v1/agents/{id}</c> activates them again.
/// </param>
public sealed record KillSwitchRequest(string Reason, string? AgentId = null, string? Role = null, bool All = false, bool Suspend = false);

/// <summary>Every token of the subject that was issued up to <paramref name="RevokedBefore"/> is dead.</summary>
/// <param name="SuspendedAgents">How many active agents were suspended with it; absent when that was not asked for.</param>
public sealed record KillSwitchResponse(
    string RevocationId, string Scope, string? Subject, DateTimeOffset RevokedBefore, string Reason, long? SuspendedAgents = null);
