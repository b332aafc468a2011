using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// Envelope encryption of what is stored. Every secret gets a fresh random key of 32 bytes, which is itself stored
/// encrypted under the key-encryption key; both by <see cref="AesBox"/>.
/// <c>GATEWAY_KEK</c> seals; it and the keys in <c>GATEWAY_KEK_PREVIOUS</c> unseal. Changing the key-encryption key
/// means wrapping the small keys again: the secrets themselves are not touched.
/// </summary>
public sealed class KeyEnvelope
{
    private const int KeySize = 32;

    private readonly KeyEncryptionKey _current;
    private readonly Dictionary<string, KeyEncryptionKey> _byId;

    public KeyEnvelope(GatewaySecrets secrets)
    {
        _current = new KeyEncryptionKey(secrets.KeyEncryptionKey);
        _byId = secrets.PreviousKeyEncryptionKeys
            .Select(key => new KeyEncryptionKey(key))
            .Append(_current)
            .ToDictionary(kek => kek.Id, StringComparer.Ordinal);
    }

    /// <summary>The id of <c>GATEWAY_KEK</c>: what is sealed now carries it.</summary>
    public string CurrentKekId => _current.Id;

    public EncryptedSecret Encrypt(ReadOnlySpan<byte> secret, SecretLabel label)
    {
        Span<byte> key = stackalloc byte[KeySize];
        RandomNumberGenerator.Fill(key);
        try
        {
            return new EncryptedSecret(_current.Id, Wrap(key, label), AesBox.Encrypt(key, secret, Context("secret", label)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <returns>The secret; the caller clears it when done.</returns>
    /// <exception cref="SecretUnreadableException">It was changed or moved, or its key-encryption key is not configured.</exception>
    public byte[] Decrypt(EncryptedSecret stored, SecretLabel label)
    {
        var key = Unwrap(stored, label);
        try
        {
            return Decrypt(key, stored.Ciphertext, Context("secret", label));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The same secret, its key wrapped under <c>GATEWAY_KEK</c>.</summary>
    /// <exception cref="SecretUnreadableException">It was changed or moved, or its key-encryption key is not configured.</exception>
    public EncryptedSecret Rewrap(EncryptedSecret stored, SecretLabel label)
    {
        var key = Unwrap(stored, label);
        try
        {
            return stored with { KekId = _current.Id, WrappedKey = Wrap(key, label) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] Wrap(ReadOnlySpan<byte> key, SecretLabel label) =>
        AesBox.Encrypt(_current.WrappingKey, key, Context($"key {_current.Id}", label));

    private byte[] Unwrap(EncryptedSecret stored, SecretLabel label) => _byId.TryGetValue(stored.KekId, out var kek)
        ? Decrypt(kek.WrappingKey, stored.WrappedKey, Context($"key {kek.Id}", label))
        : throw new SecretUnreadableException("Neither GATEWAY_KEK nor GATEWAY_KEK_PREVIOUS holds the key that this secret was sealed with.");

    private static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, byte[] context)
    {
        try
        {
            return AesBox.Decrypt(key, box, context);
        }
        catch (AuthenticationTagMismatchException)
        {
            // Without saying which of the two keys did not fit.
            throw new SecretUnreadableException("The stored secret was changed, or belongs to another place.");
        }
    }

    /// <summary>Lengths precede texts, so that no two labels give the same bytes.</summary>
    private static byte[] Context(string part, SecretLabel label)
    {
        using var context = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in (ReadOnlySpan<string>)["4runr envelope v1", part, label.Purpose, label.Name, label.Version])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            context.Write(length);
            context.Write(bytes);
        }

        return context.ToArray();
    }
}
