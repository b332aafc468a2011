using System.Security.Cryptography;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>
/// Key material at rest: 32 bytes of HMAC key and the RSA key as PKCS#8, in a <see cref="KeyEnvelope"/> bound to its kid so
/// that rows cannot be swapped.
/// </summary>
internal sealed class KeyMaterial(KeyEnvelope envelope)
{
    private const int MacKeySize = 32;
    private const int RsaBits = 2048;

    public string CurrentKekId => envelope.CurrentKekId;

    /// <summary>New random material, encrypted.</summary>
    public SealedSecret Make(string kid)
    {
        using var rsa = RSA.Create(RsaBits);
        byte[] plain = [.. RandomNumberGenerator.GetBytes(MacKeySize), .. rsa.ExportPkcs8PrivateKey()];
        try
        {
            return envelope.Seal(plain, LabelOf(kid));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="InvalidConfigurationException">The material was encrypted under another key, or was changed.</exception>
    public (byte[] MacKey, RSA Rsa) Open(SigningKeyRow row)
    {
        var plain = Decrypt(row);
        try
        {
            var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(plain.AsSpan(MacKeySize), out _);
            return (plain[..MacKeySize], rsa);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The same material under <c>GATEWAY_KEK</c>.</summary>
    /// <exception cref="SecretUnreadableException">The material was encrypted under another key, or was changed.</exception>
    public SealedSecret Rewrap(SigningKeyRow row) => envelope.Rewrap(row.Sealed, LabelOf(row.Kid));

    private byte[] Decrypt(SigningKeyRow row)
    {
        try
        {
            return envelope.Open(row.Sealed, LabelOf(row.Kid));
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_KEK does not open the stored signing keys. Start with the key that made them, there or in GATEWAY_KEK_PREVIOUS.");
        }
    }

    private static SecretLabel LabelOf(string kid) => new("signing key", kid, Version: "1");
}
