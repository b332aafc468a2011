using System.Security.Cryptography;
using FourRunr.Auth.KeyRing;
using FourRunr.Auth.Telemetry;
using Jose;
using Base64Url = System.Buffers.Text.Base64Url;

namespace FourRunr.Auth.Tokens;

/// <summary>
/// Checks the text of a token, the cheapest check first: size and structure → header → kid in the ring → MAC → decryption → claims.
/// Every failure but an expired token is the same <c>token_invalid</c>.
/// </summary>
internal sealed class TokenVerifier(SigningKeyRing ring, TokenMint mint, AuthMetrics metrics, TimeProvider clock)
{
    /// <returns>The claims, or the refusal: <c>token_invalid</c> or <c>token_expired</c>.</returns>
    public async ValueTask<(TokenClaims? Claims, ErrorKind? Refusal)> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > BearerToken.MaxLength
            || token.Split('.') is not [var header, var payload, var mac]
            || ReadPart<TokenFormat.MacHeader>(header) is not { Alg: TokenFormat.MacAlgorithm, Typ: null or TokenFormat.Type } outer
            || await ring.FindAsync(outer.Kid, cancellationToken) is not { } key
            || !HasMac(key, token.AsSpan(0, header.Length + 1 + payload.Length), mac)
            || Decrypt(key, payload) is not { } claims
            || !IsOurs(claims, key))
        {
            return (null, GatewayErrors.TokenInvalid);
        }

        return claims.Exp > clock.GetUtcNow().ToUnixTimeSeconds() ? (claims, null) : (null, GatewayErrors.TokenExpired);
    }

    private static bool HasMac(SigningKey key, ReadOnlySpan<char> signed, string presented)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.MacKey, Encoding.UTF8.GetBytes(signed.ToString()), mac);
        // Compared as text: another encoding of the same bytes is not the same token.
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(Base64Url.EncodeToString(mac)));
    }

    private TokenClaims? Decrypt(SigningKey key, string payload)
    {
        try
        {
            var encrypted = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload));
            if (encrypted.Split('.') is not [var header, _, _, _, _]
                || ReadPart<TokenFormat.EncryptionHeader>(header) is not
                {
                    Alg: TokenFormat.KeyAlgorithm, Enc: TokenFormat.ContentAlgorithm, Typ: null or TokenFormat.Type, Kid: var kid,
                }
                || kid != key.Kid)
            {
                return null;
            }

            metrics.TokenDecrypted();
            var claims = JWT.Decode(encrypted, key.Rsa, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM);
            return JsonSerializer.Deserialize<TokenClaims>(claims, GatewayJson.Strict);
        }
        catch (Exception exception)
            when (exception is JoseException or CryptographicException or JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private bool IsOurs(TokenClaims claims, SigningKey key)
    {
        var latestStart = (clock.GetUtcNow() + TokenLife.Skew).ToUnixTimeSeconds();
        return claims.Iss == mint.Issuer
            && (claims.Aud == TokenFormat.Audience || claims.Aud.StartsWith($"{mint.Issuer}/", StringComparison.Ordinal))
            && claims.Kid == key.Kid
            && claims.Nbf <= latestStart
            && claims.Iat <= latestStart;
    }

    private static T? ReadPart<T>(string part)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(part), GatewayJson.Strict);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
