namespace FourRunr.Auth.Tokens;

/// <summary>What a token says (RFC 7519, with role, tools and permissions). Times in Unix seconds.</summary>
internal sealed record TokenClaims(
    string Iss,
    string Aud,
    string Sub,
    string Role,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Permissions,
    long Iat,
    long Nbf,
    long Exp,
    string Jti,
    string Kid);
