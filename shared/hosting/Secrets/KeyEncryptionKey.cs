using System.Security.Cryptography;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// A key-encryption key with its id. Both the id and the key that wraps are derived from it (HKDF-SHA-256), so the id
/// shows nothing of it and no two uses share a key.
/// </summary>
internal sealed class KeyEncryptionKey
{
    private const int IdSize = 8;

    public KeyEncryptionKey(byte[] key)
    {
        Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, IdSize, info: "4runr kek id v1"u8.ToArray()));
        WrappingKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, key.Length, info: "4runr key wrapping v1"u8.ToArray());
    }

    public string Id { get; }

    public byte[] WrappingKey { get; }

    public override string ToString() => Id;
}
