using System.Buffers.Text;
using System.Security.Cryptography;

namespace FourRunr.Fuzz.Generators;

/// <summary>Signed JSON (RFC 7515) that is nearly right.</summary>
internal static class JwtText
{
    private static readonly string[] BrokenClaims =
    [
        "{\"sub\":\"\\ud800\"}", "{\"\\ud800\":1}", "{\"sub\":\"\u00ff\"}", "{}", "[]", "null", "{\"sub\":null}", "{\"sub\":1}", "{\"sub\":\"a\",\"sub\":\"b\"}", "{\"exp\":1e400}",
        "{\"exp\":\"x\"}", "{\"aud\":{}}", "{\"aud\":[1]}", "{\"iat\":-1}", "{\"jti\":[]}", "",
    ];

    private static readonly string[] Headers =
    [
        "{\"alg\":\"RS256\"}", "{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"RS256\",\"crit\":[\"x\"]}", "{\"alg\":\"RS256\",\"alg\":\"none\"}", "{\"alg\":null}",
        "{\"alg\":\"\\ud800\"}", "{}", "[]", "", "{\"alg\":\"RS256\",\"kid\":{}}", "{\"alg\":\"RS256\",\"typ\":1}", "{\"alg\":\"RS256\",\"b64\":false}",
    ];

    /// <summary>A client assertion (RFC 7523) as an agent of good will makes it.</summary>
    public static string Assertion(RSA key, string agentId, string issuer, Dice dice)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = dice.Pick(
            "{\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "{\"typ\":\"client-authentication+jwt\",\"alg\":\"RS256\"}",
            "{\"alg\":\"RS256\",\"typ\":\"application/client-authentication+jwt\"}");
        var claims = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"iss\":\"{agentId}\",\"sub\":\"{agentId}\",\"aud\":\"{issuer}\",\"jti\":\"{Guid.NewGuid():N}\",\"iat\":{now},\"exp\":{now + 60}}}");
        return Sign(key, $"{Part(header)}.{Part(claims)}");
    }

    /// <summary>One that is worth nothing, sometimes signed by the agent's own key.</summary>
    public static string Forged(RSA key, Dice dice)
    {
        var signed = $"{Part(dice.Pick(Headers))}.{Part(dice.Pick(BrokenClaims))}";
        return dice.Number(0, 3) switch
        {
            0 => Sign(key, signed),
            1 => $"{signed}.",
            2 => signed,
            _ => $"{signed}.{Part(NastyText.Of(dice))}",
        };
    }

    /// <summary>A token with something changed in it.</summary>
    public static string Bend(string token, Dice dice)
    {
        var at = dice.Number(0, token.Length - 1);
        var parts = token.Split('.');
        return dice.Number(0, 6) switch
        {
            0 => token[..at],
            1 => $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}",
            2 => string.Join('.', parts.Reverse()),
            3 => $"{Part(dice.Pick(Headers))}.{string.Join('.', parts.Skip(1))}",
            4 => token + dice.Pick(".", "A", "=", ".A.B"),
            5 => $"{string.Join('.', parts.SkipLast(1))}.",
            _ => $"{token[..at]}{dice.Pick("\u00e9", " ", ",", "%2e", "é")}{token[at..]}",
        };
    }

    private static string Sign(RSA key, string signed) =>
        $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.Latin1.GetBytes(text));
}
