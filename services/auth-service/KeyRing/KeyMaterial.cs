using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>
/// Encrypts and decrypts the material of a signing key: 32 bytes of HMAC key, then the RSA key as PKCS#8. The <see cref="KeyEnvelope"/> is
/// bound to the kid, so that rows cannot be swapped.
/// </summary>
internal sealed class KeyMaterial(KeyEnvelope envelope)
{
    private const int MacKeySize = 32;
    private const int RsaBits = 2048;

    public string CurrentKekId => envelope.CurrentKekId;

    /// <summary>New random material, encrypted.</summary>
    public EncryptedSecret Create(string kid)
    {
        using var rsa = RSA.Create(RsaBits);
        byte[] plain = [.. RandomNumberGenerator.GetBytes(MacKeySize), .. rsa.ExportPkcs8PrivateKey()];
        try
        {
            return envelope.Encrypt(plain, LabelOf(kid));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="InvalidConfigurationException">The material was encrypted with another key, or was changed.</exception>
    public SigningKey Open(SigningKeyRow row)
    {
        byte[] plain = [];
        try
        {
            plain = envelope.Decrypt(row.Encrypted, LabelOf(row.Kid));
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(plain.AsSpan(MacKeySize), out _);
            return new SigningKey(row.Number, row.Kid, row.CreatedAt, row.UsableFrom, plain[..MacKeySize], rsa);
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_KEK does not decrypt the stored signing keys. Set the key that encrypted them, there or in GATEWAY_KEK_PREVIOUS.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The same material, encrypted with <c>GATEWAY_KEK</c>.</summary>
    /// <exception cref="SecretUnreadableException">The material was encrypted with another key, or was changed.</exception>
    public EncryptedSecret Rewrap(SigningKeyRow row) => envelope.Rewrap(row.Encrypted, LabelOf(row.Kid));

    private static SecretLabel LabelOf(string kid) => new("signing key", kid, Version: "1");
}
