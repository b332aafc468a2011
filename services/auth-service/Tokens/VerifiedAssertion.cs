namespace FourRunr.Auth.Tokens;

/// <summary>A client assertion whose signature and claims are valid. It may have been used before.</summary>
/// <param name="Role">Role of the agent.</param>
internal sealed record VerifiedAssertion(string AgentId, string Role, IReadOnlyList<string>? Tags, string Jti, DateTimeOffset ExpiresAt);
