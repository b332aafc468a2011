using System.Security.Cryptography;

namespace FourRunr.Audit;

/// <summary>The gateway's key for checkpoints: ECDSA on P-256. Whoever holds it can rewrite the trail unseen. Safe for concurrent use.</summary>
public sealed class CheckpointKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _oneAtATime = new();

    private CheckpointKey(ECDsa key) => (_key, KeyId) = (key, CheckpointPublicKey.IdOf(key));

    /// <summary><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</summary>
    public string KeyId { get; }

    public static CheckpointKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="CryptographicException">This is no private key on P-256.</exception>
    public static CheckpointKey FromPkcs8(byte[] pkcs8) => new(CheckpointPublicKey.Import(key => key.ImportPkcs8PrivateKey(pkcs8, out _)));

    /// <summary>The private key, unencrypted.</summary>
    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>The public key as a SubjectPublicKeyInfo (<c>BEGIN PUBLIC KEY</c>).</summary>
    public string ExportPublicKeyPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <param name="hash">The hash of that row.</param>
    /// <param name="now">Cut to whole milliseconds.</param>
    public AuditCheckpoint Sign(string writer, long seq, ReadOnlySpan<byte> hash, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, AuditChain.HashSize);
        var signedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var checkpoint = new AuditCheckpoint(writer, seq, hash.ToArray(), signedAt, KeyId, []);
        lock (_oneAtATime)
        {
            return checkpoint with
            {
                Signature = _key.SignData(checkpoint.SignedText(), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            };
        }
    }

    public void Dispose() => _key.Dispose();
}
