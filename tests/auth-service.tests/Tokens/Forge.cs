using System.Security.Cryptography;
using FourRunr.Auth.KeyRing;
using FourRunr.Auth.Tokens;
using FourRunr.Contracts;
using Jose;
using Microsoft.Extensions.DependencyInjection;
using Base64Url = System.Buffers.Text.Base64Url;

namespace FourRunr.Auth.Tests.Tokens;

/// <summary>Tokens as a forger makes them: with a stolen signing key, or out of a good token.</summary>
internal static class Forge
{
    public static SigningKey StolenKey(AuthHost host) => host.Service.Services.GetRequiredService<SigningKeyRing>().Signing;

    /// <summary>A well-made token that was never registered.</summary>
    /// <param name="change">Changes the claims.</param>
    /// <param name="inner">Adds members to the header of the encryption, or replaces them.</param>
    /// <param name="outer">The same for the header of the MAC.</param>
    public static string Token(
        AuthHost host, string agentId, Func<TokenClaims, TokenClaims>? change = null, Dictionary<string, object>? inner = null,
        Dictionary<string, object>? outer = null)
    {
        var key = StolenKey(host);
        var claims = ClaimsFor(host, agentId, key);
        return Sign(key, Encrypt(key, change?.Invoke(claims) ?? claims, inner), outer);
    }

    /// <summary>The inner layer alone.</summary>
    public static string Encrypt(
        SigningKey key, TokenClaims claims, Dictionary<string, object>? header = null, JweAlgorithm algorithm = JweAlgorithm.RSA_OAEP_256,
        JweEncryption encryption = JweEncryption.A256GCM) =>
        JWT.Encode(JsonSerializer.Serialize(claims, GatewayJson.Strict), key.Rsa, algorithm, encryption, extraHeaders: WithKid(key, header));

    /// <summary>Puts the right MAC around anything.</summary>
    public static string Sign(SigningKey key, string payload, Dictionary<string, object>? header = null) =>
        JWT.Encode(payload, key.MacKey, JwsAlgorithm.HS256, WithKid(key, header));

    /// <summary>Puts the right MAC around anything, under a header as written.</summary>
    public static string SignRaw(SigningKey key, string header, string payload)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.MacKey, Encoding.UTF8.GetBytes(signed)))}";
    }

    public static TokenClaims ClaimsFor(AuthHost host, string agentId, SigningKey key)
    {
        var now = host.Now.ToUnixTimeSeconds();
        return new TokenClaims(
            "http://127.0.0.1:8080", TokenFormat.Audience, agentId, "scraper", ["*"], ["*"], now, now, now + 600,
            GatewayId.New(GatewayId.Token, TimeProvider.System), key.Kid);
    }

    /// <summary>The token with one character replaced by another of the alphabet.</summary>
    public static string Flip(string token, int position)
    {
        var characters = token.ToCharArray();
        characters[position] = characters[position] == 'A' ? 'B' : 'A';
        return new string(characters);
    }

    private static Dictionary<string, object> WithKid(SigningKey key, Dictionary<string, object>? header) =>
        new(header ?? []) { ["kid"] = header?.GetValueOrDefault("kid") ?? key.Kid };
}
