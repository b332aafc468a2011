using FourRunr.Audit;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Audit.Integrity;

/// <summary>
/// The key that signs checkpoints: created once per database, read before the service listens. The public keys of all signing keys,
/// past ones included, stay in <c>audit_keys</c>.
/// </summary>
internal sealed class CheckpointKeyStore(Database database, KeyEnvelope envelope, TimeProvider clock) : IHostedService, IDisposable
{
    private readonly DatabaseSecret _stored = new(
        database, envelope, "audit_secrets", new SecretLabel("audit", "checkpoint-key", "1"),
        name: "the key that signs the audit trail", loss: ": a new key signs from then on, and older checkpoints stay verifiable");

    private CheckpointKey? _key;

    public CheckpointKey Key => _key ?? throw new InvalidOperationException("The service has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _key = CheckpointKey.FromPkcs8(await _stored.ReadOrMakeAsync(Make, cancellationToken));
        await PublishAsync(_key, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _key?.Dispose();

    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task<IReadOnlyList<AuditKeyResponse>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT key_id, public_key_pem, created_at FROM audit_keys ORDER BY created_at, key_id";
        return database.QueryAsync<AuditKeyResponse>(Sql, values: null, cancellationToken);
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
