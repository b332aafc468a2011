namespace FourRunr.Auth.Tokens;

/// <summary>What decides whether a token is valid now: the token, its agent and the kill marks, from one query.</summary>
/// <param name="Audience">The URL of the only endpoint that accepts the token; null when every endpoint does.</param>
/// <param name="RevokedBefore">The latest kill mark for all tokens, the agent or its role.</param>
/// <param name="AgentName">This and the next three are null when the agent was deleted.</param>
internal sealed record TokenState(
    byte[] TokenHash,
    string AgentId,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset RootedAt,
    DateTimeOffset? RevokedAt,
    string? Audience,
    DateTimeOffset? RevokedBefore,
    string? AgentName,
    string? AgentRole,
    IReadOnlyList<string>? AgentTags,
    AgentStatus? AgentStatus)
{
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
