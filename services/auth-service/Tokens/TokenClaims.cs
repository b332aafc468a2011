namespace FourRunr.Auth.Tokens;

/// <summary>The claims of a token (RFC 7519, with role, tools and permissions). Times are in Unix seconds.</summary>
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
