namespace FourRunr.Auth.Tokens;

internal sealed record TokenRow(
    string TokenId,
    string AgentId,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset RootedAt,
    string FamilyId,
    string? Audience)
{
    public TokenFamily Family => new(FamilyId, RootedAt);
}
