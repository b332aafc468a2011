using System.Buffers.Text;
using System.Security.Cryptography;

namespace FourRunr.Cli.Gateway;

/// <summary>The JWT with which an agent proves that it holds its private key (RFC 7523 section 3): single use, one minute.</summary>
internal static class AgentAssertion
{
    public static string Sign(RSA key, string agentId, string audience, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = agentId,
            ["sub"] = agentId,
            ["aud"] = audience,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        var signed = $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" })}.{Part(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(JsonObject content) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content.ToJsonString()));
}
