using FourRunr.Audit;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Audit.Integrity;

/// <summary>
/// The key that signs checkpoints: created once per database, read before the service listens. The public keys of all signing keys,
/// past ones included, stay in <c>audit_keys</c>.
/// </summary>
internal sealed class CheckpointKeyStore(Database database, KeyEnvelope envelope, TimeProvider clock) : IHostedService, IDisposable
{
    private readonly DatabaseSecret _stored = new(database, envelope, "audit_secrets", new SecretLabel("audit", "checkpoint-key", "1"));

    private CheckpointKey? _key;

    public CheckpointKey Key => _key ?? throw new InvalidOperationException("The service has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _key = CheckpointKey.FromPkcs8(await _stored.ReadOrMakeAsync(Make, cancellationToken));
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_KEK does not decrypt the key that signs the audit trail. Start with the key that encrypted it, here or in "
                + "GATEWAY_KEK_PREVIOUS; if that key is lost, empty the table audit_secrets: a new key signs from then on, and older checkpoints stay verifiable.");
        }

        await PublishAsync(_key, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _key?.Dispose();

    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task<IReadOnlyList<(string KeyId, string PublicKeyPem, DateTimeOffset CreatedAt)>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT key_id, public_key_pem, created_at FROM audit_keys ORDER BY created_at, key_id";
        return database.QueryAsync<(string KeyId, string PublicKeyPem, DateTimeOffset CreatedAt)>(Sql, values: null, cancellationToken);
    }

    private static byte[] Make()
    {
        using var key = CheckpointKey.Create();
        return key.ExportPkcs8();
    }

    private Task<int> PublishAsync(CheckpointKey key, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction =>
        {
            const string Sql = """
                INSERT INTO audit_keys (key_id, public_key_pem, created_at) VALUES (@KeyId, @pem, @now)
                ON CONFLICT (key_id) DO NOTHING
                """;
            return transaction.ExecuteAsync(Sql, new { key.KeyId, pem = key.ExportPublicKeyPem(), now = clock.GetUtcNow() }, cancellationToken);
        }, cancellationToken);
}
