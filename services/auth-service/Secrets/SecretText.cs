using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.Secrets;

/// <summary>Secrets that the service hands out: a prefix that scanners recognise and 32 random bytes in base64url. Only the SHA-256 is stored, also of tokens.</summary>
internal static class SecretText
{
    public const string OperatorKey = CredentialShape.OperatorKeyPrefix;
    public const string Consent = "4rco_";
    public const string Code = "4rac_";
    public const string RefreshToken = "4rrt_";

    public static string Create(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
