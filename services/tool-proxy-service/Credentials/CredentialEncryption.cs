using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>Encrypts a credential's secrets as a JSON object that is bound to its tool and version.</summary>
internal sealed class CredentialEncryption(KeyEnvelope envelope)
{
    public string CurrentKekId => envelope.CurrentKekId;

    public EncryptedSecret Encrypt(string tool, int version, IReadOnlyDictionary<string, string> secrets)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(secrets);
        try
        {
            return envelope.Encrypt(plain, LabelOf(tool, version));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="SecretUnreadableException">It cannot be decrypted with any configured key.</exception>
    public IReadOnlyDictionary<string, string> Decrypt(EncryptedCredentialRow row)
    {
        var plain = envelope.Decrypt(row.Secret, LabelOf(row.Tool, row.Version));
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="SecretUnreadableException">It cannot be decrypted with any configured key.</exception>
    public EncryptedSecret Rewrap(EncryptedCredentialRow row) => envelope.Rewrap(row.Secret, LabelOf(row.Tool, row.Version));

    private static SecretLabel LabelOf(string tool, int version) =>
        new("tool credential", tool, version.ToString(CultureInfo.InvariantCulture));
}
