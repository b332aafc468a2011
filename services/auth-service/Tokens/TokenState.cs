namespace FourRunr.Auth.Tokens;

/// <summary>What decides whether a token is valid now: the token, its agent and the kill marks, from one query.</summary>
internal sealed class TokenState
{
    public required byte[] TokenHash { get; init; }
    public required string AgentId { get; init; }
    public required IReadOnlyList<string> Tools { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset RootedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The URL of the only endpoint that accepts the token; null when every endpoint does.</summary>
    public string? Audience { get; init; }

    /// <summary>The latest kill mark for all tokens, the agent or its role.</summary>
    public DateTimeOffset? RevokedBefore { get; init; }

    /// <summary>This and the next three are null when the agent was deleted.</summary>
    public string? AgentName { get; init; }
    public string? AgentRole { get; init; }
    public IReadOnlyList<string>? AgentTags { get; init; }
    public AgentStatus? AgentStatus { get; init; }

    /// <returns>Why the token is not valid, or null.</returns>
    public ErrorKind? Refusal(DateTimeOffset now) => this switch
    {
        { RevokedAt: { } revoked } when revoked <= now => GatewayErrors.TokenRevoked,
        { RevokedBefore: { } mark } when RootedAt <= mark => GatewayErrors.TokenRevoked,
        { AgentStatus: null } => GatewayErrors.TokenRevoked,
        { AgentStatus: Contracts.AgentStatus.Suspended } => GatewayErrors.AgentSuspended,
        _ when ExpiresAt <= now => GatewayErrors.TokenExpired,
        _ => null,
    };
}
