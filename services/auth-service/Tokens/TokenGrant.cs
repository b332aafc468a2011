namespace FourRunr.Auth.Tokens;

/// <summary>What a new token grants.</summary>
/// <param name="Audience">The URL of the only endpoint that accepts the token; null when every endpoint does.</param>
internal sealed record TokenGrant(
    string TokenId,
    string AgentId,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    string? Audience = null);
