using FourRunr.Auth.Tokens;

namespace FourRunr.Auth.ClientGrants;

/// <summary>A refresh token and the grant that it renews, from one query.</summary>
internal sealed class RefreshTokenState
{
    public DateTimeOffset? UsedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string FamilyId { get; init; }
    public required string ClientId { get; init; }
    public required string AgentId { get; init; }
    public string? Scope { get; init; }
    public string? Resource { get; init; }
    public required DateTimeOffset RootedAt { get; init; }
    public required DateTimeOffset GrantExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The latest kill mark for all tokens, the agent or its role.</summary>
    public DateTimeOffset? RevokedBefore { get; init; }

    public TokenFamily Family => new(FamilyId, RootedAt);

    public bool IsOver(DateTimeOffset now) =>
        RevokedAt is not null || ExpiresAt <= now || GrantExpiresAt <= now || (RevokedBefore is { } mark && RootedAt <= mark);
}
