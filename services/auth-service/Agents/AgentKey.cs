using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FourRunr.Auth.Agents;

/// <summary>An agent's public key; with the private key if the gateway has just generated the pair.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo (DER).</param>
internal sealed record AgentKey(byte[] PublicKey, string? PrivateKeyPem = null)
{
    public const int LongestPem = 8 * 1024;

    private const int GeneratedBits = 2048;
    private const int SmallestBits = 2048;
    private const int LargestBits = 4096;
    private const int SmallestExponent = 65537;

    /// <summary>SHA-256 of the SPKI, base64url.</summary>
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(PublicKey));

    /// <summary>The given key, which was validated before, or else a new pair.</summary>
    public static AgentKey ReadOrCreate(string? publicKeyPem)
    {
        if (publicKeyPem is not null)
        {
            return TryRead(publicKeyPem, out var key, out var problem) ? key : throw new InvalidOperationException(problem);
        }

        using var rsa = RSA.Create(GeneratedBits);
        return new AgentKey(rsa.ExportSubjectPublicKeyInfo(), rsa.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>
    /// Accepts exactly one RSA public key of 2048 to 4096 bits in PEM, as SPKI or PKCS#1. Files and environment variables may add a byte
    /// order mark or write line ends as the two characters <c>\n</c>; both are accepted.
    /// </summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out AgentKey? key, [NotNullWhen(false)] out string? problem)
    {
        key = null;
        problem = null;
        var pem = text.TrimStart('\uFEFF').Replace(@"\r\n", "\n", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            problem = "This is a private key. Send only the public one, and treat this private key as no longer secret.";
        }
        else if (pem.Length > LongestPem || !PemEncoding.TryFind(pem, out var block))
        {
            problem = $"This is not one PEM block ('-----BEGIN PUBLIC KEY-----' …) of at most {LongestPem} characters.";
        }
        else
        {
            problem = RefuseSurroundings(pem, block) ?? Import(pem, pem[block.Label], out key);
        }

        return key is not null;
    }

    /// <summary>Refuses text around the block: it may be a second key, so it must not be ignored.</summary>
    private static string? RefuseSurroundings(string pem, PemFields block)
    {
        var before = pem[..block.Location.Start];
        var after = pem[block.Location.End..];
        if (!string.IsNullOrWhiteSpace(before))
        {
            var what = before.Contains("Bag Attributes", StringComparison.Ordinal) ? "There are 'Bag Attributes'" : "There is text";
            return $"{what} before the PEM block. Send the block alone, from '-----BEGIN' to the last '-----'.";
        }

        return string.IsNullOrWhiteSpace(after) ? null
            : after.Contains("-----BEGIN", StringComparison.Ordinal) ? "There is more than one PEM block. Send the public key alone."
            : "There is text after the PEM block. Send the block alone, from '-----BEGIN' to the last '-----'.";
    }

    private static string? Import(string pem, string label, out AgentKey? key)
    {
        key = null;
        if (label is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
        {
            return label == "CERTIFICATE"
                ? "Expected a PUBLIC KEY, not a certificate: 'openssl x509 -pubkey -noout' writes the key that is in it."
                : "Expected a PUBLIC KEY or RSA PUBLIC KEY.";
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
}
