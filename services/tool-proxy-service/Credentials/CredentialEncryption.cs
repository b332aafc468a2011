using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>A credential's secrets in their envelope: a JSON object, bound to its tool and version.</summary>
internal sealed class CredentialEncryption(KeyEnvelope envelope)
{
    public string CurrentKekId => envelope.CurrentKekId;

    public SealedSecret Seal(string tool, int version, IReadOnlyDictionary<string, string> secrets)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(secrets);
        try
        {
            return envelope.Seal(plain, LabelOf(tool, version));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="SecretUnreadableException">It does not open.</exception>
    public IReadOnlyDictionary<string, string> Open(EncryptedCredentialRow row)
    {
        var plain = envelope.Open(row.Sealed, LabelOf(row.Tool, row.Version));
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="SecretUnreadableException">It does not open.</exception>
    public SealedSecret Rewrap(EncryptedCredentialRow row) => envelope.Rewrap(row.Sealed, LabelOf(row.Tool, row.Version));

    private static SecretLabel LabelOf(string tool, int version) =>
        new("tool credential", tool, version.ToString(CultureInfo.InvariantCulture));
}
