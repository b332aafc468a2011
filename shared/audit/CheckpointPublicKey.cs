using System.Security.Cryptography;

namespace FourRunr.Audit;

/// <summary>The public half of a <see cref="CheckpointKey"/>: tells whether a checkpoint was signed with it.</summary>
public sealed class CheckpointPublicKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private CheckpointPublicKey(ECDsa key)
    {
        _key = key;
        KeyId = IdOf(key);
    }

    /// <summary><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</summary>
    public string KeyId { get; }

    /// <param name="pem">With a <c>BEGIN PUBLIC KEY</c>.</param>
    /// <exception cref="CryptographicException">This is no public key on P-256.</exception>
    public static CheckpointPublicKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            ThrowIfNotP256(key);
            return new CheckpointPublicKey(key);
        }
        catch (ArgumentException exception)
        {
            key.Dispose();
            throw new CryptographicException("There is no key in this text, or more than one.", exception);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>True when the checkpoint names this key and carries its signature.</summary>
    public bool HasSigned(AuditCheckpoint checkpoint) => checkpoint.KeyId == KeyId && _key.VerifyData(
        checkpoint.SignedText(), checkpoint.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _key.Dispose();

    internal static string IdOf(ECDsa key) => $"adk_{Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16]}";

    internal static void ThrowIfNotP256(ECDsa key)
    {
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
        {
            throw new CryptographicException("The key is not on the curve P-256.");
        }
    }
}
