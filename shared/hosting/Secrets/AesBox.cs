using System.Security.Cryptography;

namespace FourRunr.Hosting.Secrets;

/// <summary>AES-256-GCM, laid out as 12 bytes nonce, 16 bytes tag, content.</summary>
public static class AesBox
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="key">32 bytes.</param>
    /// <param name="context">What the content belongs to: only with the same can it be decrypted.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> context)
    {
        var box = new byte[NonceSize + TagSize + content.Length];
        var nonce = box.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, content, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), context);
        return box;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was changed, or has another key or context.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < NonceSize + TagSize)
        {
            throw new AuthenticationTagMismatchException("The encrypted content is too short.");
        }

        var content = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(box[..NonceSize], box[(NonceSize + TagSize)..], box.Slice(NonceSize, TagSize), content, context);
        return content;
    }
}
