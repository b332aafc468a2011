using FourRunr.Auth.KeyRing;
using Jose;

namespace FourRunr.Auth.Tokens;

/// <summary>Creates the text of a token.</summary>
internal sealed class TokenMint(SigningKeyRing ring, GatewaySettings settings)
{
    /// <summary>The URL of the gateway for clients; also the issuer in the OAuth metadata.</summary>
    public string Issuer { get; } = settings.ProxyUrl.GetLeftPart(UriPartial.Authority);

    public string Mint(TokenGrant grant, string role)
    {
        var key = ring.Signing;
        var issued = grant.IssuedAt.ToUnixTimeSeconds();
        var claims = new TokenClaims(
            Issuer, grant.Audience ?? TokenFormat.Audience, grant.AgentId, role, grant.Tools, grant.Permissions,
            issued, issued, grant.ExpiresAt.ToUnixTimeSeconds(), grant.TokenId, key.Kid);
        var header = new Dictionary<string, object> { ["kid"] = key.Kid, ["typ"] = TokenFormat.Type };
        var encrypted = JWT.Encode(
            JsonSerializer.Serialize(claims, GatewayJson.Strict), key.Rsa, JweAlgorithm.RSA_OAEP_256, JweEncryption.A256GCM,
            extraHeaders: header);
        return JWT.Encode(encrypted, key.MacKey, JwsAlgorithm.HS256, header);
    }
}
