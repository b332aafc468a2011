namespace FourRunr.Auth.Tokens;

/// <summary>What a new token grants.</summary>
internal sealed record TokenGrant(
    string TokenId,
    string AgentId,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt);
