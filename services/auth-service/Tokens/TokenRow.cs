namespace FourRunr.Auth.Tokens;

internal sealed class TokenRow
{
    public required string TokenId { get; init; }
    public required string AgentId { get; init; }
    public required IReadOnlyList<string> Tools { get; init; }
    public required IReadOnlyList<string> Permissions { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset RootedAt { get; init; }
    public required string FamilyId { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedReason { get; init; }
    public string? Audience { get; init; }

    public TokenFamily Family => new(FamilyId, RootedAt);
}
