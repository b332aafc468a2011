using System.Security.Cryptography;

namespace FourRunr.Audit;

/// <summary>The public half of a <see cref="CheckpointKey"/>: tells whether a checkpoint was signed with it.</summary>
public sealed class CheckpointPublicKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _subjectPublicKeyInfo;

    private CheckpointPublicKey(ECDsa key) => (_subjectPublicKeyInfo, KeyId) = (key.ExportSubjectPublicKeyInfo(), IdOf(key));

    /// <summary><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</summary>
    public string KeyId { get; }

    /// <param name="pem">With a <c>BEGIN PUBLIC KEY</c>.</param>
    /// <exception cref="CryptographicException">This is no public key on P-256.</exception>
    public static CheckpointPublicKey FromPem(string pem)
    {
        using var key = Import(key => key.ImportFromPem(pem));
        return new CheckpointPublicKey(key);
    }

    /// <summary>True when the checkpoint names this key and carries its signature.</summary>
    public bool HasSigned(AuditCheckpoint checkpoint)
    {
        using var key = Import(key => key.ImportSubjectPublicKeyInfo(_subjectPublicKeyInfo, out _));
        return checkpoint.KeyId == KeyId && key.VerifyData(
            checkpoint.SignedText(), checkpoint.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    internal static string IdOf(ECDsa key) => $"adk_{Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16]}";

    /// <exception cref="CryptographicException">What is imported is no key on P-256.</exception>
    internal static ECDsa Import(Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("There is no key in this text, or more than one.", exception);
        }

        return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256
            ? key : throw new CryptographicException("The key is not on the curve P-256.");
    }
}
