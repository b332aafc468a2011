namespace FourRunr.Auth.Tokens;

/// <summary>
/// The format of a token: a JWS (HS256) over a compact JWE (RSA-OAEP-256, A256GCM) over the claims. The MAC is the outer layer, so that a
/// forged token is refused before any RSA operation. Headers with other members are refused.
/// </summary>
internal static class TokenFormat
{
    /// <summary>Of a token that every endpoint of the gateway accepts.</summary>
    public const string Audience = "4runr-gateway";
    public const string MacAlgorithm = "HS256";
    public const string KeyAlgorithm = "RSA-OAEP-256";
    public const string ContentAlgorithm = "A256GCM";
    public const string Type = "JWT";

    /// <summary>Header of the outer layer.</summary>
    public sealed record MacHeader(string Alg, string Kid, string? Typ = null);

    /// <summary>Header of the inner layer.</summary>
    public sealed record EncryptionHeader(string Alg, string Enc, string Kid, string? Typ = null);
}
