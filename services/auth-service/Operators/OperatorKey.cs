using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FourRunr.Auth.Operators;

/// <summary>
/// An operator's API key: <c>4rop_</c> and 32 random bytes in base64url. Secret scanners recognise the prefix. Only the SHA-256 is stored.
/// </summary>
internal static class OperatorKey
{
    public const string Prefix = "4rop_";

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
