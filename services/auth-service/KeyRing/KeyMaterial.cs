using System.Security.Cryptography;
using System.Text;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>
/// Key material at rest: AES-256-GCM under the key-encryption key, bound to its kid so that rows cannot be swapped.
/// Layout: 12 bytes nonce, 16 bytes tag, then the encrypted 32 bytes of HMAC key and the RSA key as PKCS#8.
/// </summary>
internal sealed class KeyMaterial(GatewaySecrets secrets)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MacKeySize = 32;
    private const int RsaBits = 2048;

    /// <summary>New random material, encrypted.</summary>
    public byte[] Make(string kid)
    {
        using var rsa = RSA.Create(RsaBits);
        byte[] plain = [.. RandomNumberGenerator.GetBytes(MacKeySize), .. rsa.ExportPkcs8PrivateKey()];
        var box = new byte[NonceSize + TagSize + plain.Length];
        var nonce = box.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(secrets.KeyEncryptionKey, TagSize);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(kid));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <exception cref="InvalidConfigurationException">The material was encrypted under another key, or was changed.</exception>
    public (byte[] MacKey, RSA Rsa) Open(string kid, ReadOnlySpan<byte> box)
    {
        var plain = new byte[box.Length - NonceSize - TagSize];
        try
        {
            using var aes = new AesGcm(secrets.KeyEncryptionKey, TagSize);
            aes.Decrypt(box[..NonceSize], box[(NonceSize + TagSize)..], box.Slice(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(kid));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidConfigurationException("GATEWAY_KEK does not open the stored signing keys. Start with the key that made them.");
        }

        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(plain.AsSpan(MacKeySize), out _);
        var macKey = plain[..MacKeySize];
        CryptographicOperations.ZeroMemory(plain);
        return (macKey, rsa);
    }
}
