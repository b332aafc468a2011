using System.Security.Cryptography;
using System.Text;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>
/// Key material as it was stored before there were envelopes: AES-256-GCM under the key-encryption key itself, bound to the kid.
/// Layout: 12 bytes nonce, 16 bytes tag, content. Only ever read; a rewrap leaves none of it.
/// </summary>
internal sealed class DirectKeyMaterial(GatewaySecrets secrets)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <exception cref="SecretUnreadableException">No configured key opens it.</exception>
    public byte[] Open(string kid, ReadOnlySpan<byte> box)
    {
        // It does not say which key made it: all are tried.
        foreach (var key in secrets.PreviousKeyEncryptionKeys.Prepend(secrets.KeyEncryptionKey))
        {
            if (TryOpen(key, kid, box) is { } content)
            {
                return content;
            }
        }

        throw new SecretUnreadableException("No configured key-encryption key opens this signing key.");
    }

    private static byte[]? TryOpen(byte[] key, string kid, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceSize + TagSize)
        {
            return null;
        }

        var content = new byte[box.Length - NonceSize - TagSize];
        try
        {
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(box[..NonceSize], box[(NonceSize + TagSize)..], box.Slice(NonceSize, TagSize), content, Encoding.UTF8.GetBytes(kid));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
