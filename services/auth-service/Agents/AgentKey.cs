using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FourRunr.Auth.Agents;

/// <summary>An agent's public key, and the private one only on its way out of the gateway that made it.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo (DER).</param>
internal sealed record AgentKey(byte[] PublicKey, string? PrivateKeyPem = null)
{
    public const int LongestPem = 8 * 1024;

    private const int GeneratedBits = 2048;
    private const int SmallestBits = 2048;
    private const int LargestBits = 4096;
    private const int SmallestExponent = 65537;

    /// <summary>Which key it is: SHA-256 of the SPKI, base64url.</summary>
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(PublicKey));

    /// <summary>The agent's own key if it sent one (already validated), else a new pair.</summary>
    public static AgentKey FromOrNew(string? publicKeyPem)
    {
        if (publicKeyPem is not null)
        {
            return TryRead(publicKeyPem, out var key, out var problem) ? key : throw new InvalidOperationException(problem);
        }

        using var rsa = RSA.Create(GeneratedBits);
        return new AgentKey(rsa.ExportSubjectPublicKeyInfo(), rsa.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Accepts exactly one RSA public key of 2048 to 4096 bits as SPKI or PKCS#1 PEM.</summary>
    public static bool TryRead(string pem, [NotNullWhen(true)] out AgentKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        problem = null;
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            problem = "This is a private key. Send only the public one, and treat this private key as no longer secret.";
        }
        else if (pem.Length > LongestPem || !PemEncoding.TryFind(pem, out var block) || !IsAlone(pem, block))
        {
            problem = "This is not one PEM block ('-----BEGIN PUBLIC KEY-----' …).";
        }
        else
        {
            problem = Import(pem, pem[block.Label], out key);
        }

        return key is not null;
    }

    private static string? Import(string pem, string label, out AgentKey? key)
    {
        key = null;
        if (label is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
        {
            return "Expected a PUBLIC KEY or RSA PUBLIC KEY.";
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return "This is not an RSA public key; other key types are not accepted.";
        }

        if (rsa.KeySize is < SmallestBits or > LargestBits)
        {
            return $"The RSA key must have {SmallestBits} to {LargestBits} bits.";
        }

        if (!HasSafeExponent(rsa))
        {
            return $"The public exponent of the RSA key must be odd, at least {SmallestExponent} and at most 32 bits long.";
        }

        key = new AgentKey(rsa.ExportSubjectPublicKeyInfo());
        return null;
    }

    private static bool HasSafeExponent(RSA rsa)
    {
        var exponent = rsa.ExportParameters(includePrivateParameters: false).Exponent!;
        return exponent.Length <= sizeof(uint)
            && exponent.Aggregate(0u, (value, octet) => (value << 8) | octet) is var value && value >= SmallestExponent && value % 2 == 1;
    }

    private static bool IsAlone(string pem, PemFields block) =>
        pem.AsSpan(0, block.Location.Start.Value).IsWhiteSpace() && pem.AsSpan(block.Location.End.Value).IsWhiteSpace();
}
