using FourRunr.ToolProxy.Idempotency;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>Encrypts the parameters of calls that wait: people must see them whole, a copy of the database shows nothing.</summary>
internal sealed class ApprovalParameters(IdempotencySecretStore secrets)
{
    private const string Purpose = "approval";

    public byte[] Encrypt(string approvalId, JsonElement parameters) =>
        secrets.Secret.Encrypt(Purpose, approvalId, Encoding.UTF8.GetBytes(parameters.GetRawText()));

    /// <exception cref="System.Security.Cryptography.CryptographicException">Somebody changed the row.</exception>
    public JsonElement Decrypt(ApprovalRow row) => JsonElement.Parse(secrets.Secret.Decrypt(Purpose, row.ApprovalId, row.Parameters));
}
