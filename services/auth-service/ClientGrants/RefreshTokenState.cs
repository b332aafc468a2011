using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.ClientGrants;

/// <summary>A refresh token and the grant that it renews, from one query.</summary>
/// <param name="RevokedBefore">The latest kill mark for all tokens, the agent or its role.</param>
internal sealed record RefreshTokenState(
    DateTimeOffset? UsedAt,
    DateTimeOffset ExpiresAt,
    string FamilyId,
    string ClientId,
    string AgentId,
    string? Scope,
    string? Resource,
    DateTimeOffset RootedAt,
    DateTimeOffset GrantExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? RevokedBefore)
{
    public TokenFamily Family => new(FamilyId, RootedAt);

    public bool IsOver(DateTimeOffset now) =>
        RevokedAt is not null || ExpiresAt <= now || GrantExpiresAt <= now || (RevokedBefore is { } mark && RootedAt <= mark);
}
