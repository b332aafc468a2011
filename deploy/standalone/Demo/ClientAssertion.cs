using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FourRunr.Standalone.Demo;

/// <summary>The JWT with which an agent authenticates by its private key (RFC 7523 section 3): single use, valid for one minute.</summary>
internal static class ClientAssertion
{
    public static string Sign(RSA agentKey, string agentId, string audience, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var header = Part(new { alg = "RS256", typ = "JWT" });
        var claims = Part(new
        {
            iss = agentId,
            sub = agentId,
            aud = audience,
            jti = Guid.NewGuid().ToString("N"),
            iat = now.ToUnixTimeSeconds(),
            exp = now.AddMinutes(1).ToUnixTimeSeconds(),
        });
        var signed = $"{header}.{claims}";
        var signature = agentKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part<T>(T content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
}
