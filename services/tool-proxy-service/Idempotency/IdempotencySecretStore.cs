using System.Security.Cryptography;
using Dapper;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// The secret of <c>idempotency_secrets</c>: made once per database, the same for all replicas, read before the service
/// listens. It outlives a change of <c>GATEWAY_KEK</c>, which wraps it: keys must not be forgotten because of one.
/// </summary>
internal sealed class IdempotencySecretStore(Database database, KeyEnvelope envelope) : IHostedService
{
    private static readonly SecretLabel Label = new("idempotency", "secret", "1");

    private IdempotencySecret? _secret;

    public IdempotencySecret Secret => _secret ?? throw new InvalidOperationException("The service has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadOrMakeAsync(cancellationToken);
        try
        {
            _secret = new IdempotencySecret(envelope.Open(stored, Label));
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_KEK does not open the secret of the idempotency keys. Start with the key that made it, here or in "
                + "GATEWAY_KEK_PREVIOUS; if it is lost, empty the table idempotency_secrets, which forgets the keys of the last 24 hours.");
        }

        if (stored.KekId != envelope.CurrentKekId)
        {
            await ReplaceAsync(stored.KekId, envelope.Rewrap(stored, Label), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<SealedSecret> ReadOrMakeAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string Make = """
                INSERT INTO idempotency_secrets (id, kek_id, wrapped_key, ciphertext)
                VALUES (1, @KekId, @WrappedKey, @Ciphertext)
                ON CONFLICT (id) DO NOTHING
                """;
            const string Read = "SELECT kek_id, wrapped_key, ciphertext FROM idempotency_secrets WHERE id = 1";
            var connection = transaction.Connection!;
            var made = envelope.Seal(RandomNumberGenerator.GetBytes(IdempotencySecret.Size), Label);
            await connection.ExecuteAsync(new CommandDefinition(Make, made, transaction, cancellationToken: cancellationToken));
            var row = await connection.QuerySingleAsync<Row>(
                new CommandDefinition(Read, transaction: transaction, cancellationToken: cancellationToken));
            return new SealedSecret(row.KekId, row.WrappedKey, row.Ciphertext);
        }, cancellationToken);

    /// <summary>Unless another replica was faster.</summary>
    private Task<int> ReplaceAsync(string from, SealedSecret by, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction =>
        {
            const string Sql = """
                UPDATE idempotency_secrets SET kek_id = @KekId, wrapped_key = @WrappedKey, ciphertext = @Ciphertext
                WHERE id = 1 AND kek_id = @from
                """;
            return transaction.Connection!.ExecuteAsync(new CommandDefinition(
                Sql, new { by.KekId, by.WrappedKey, by.Ciphertext, from }, transaction, cancellationToken: cancellationToken));
        }, cancellationToken);

    private sealed class Row
    {
        public required string KekId { get; init; }

        public required byte[] WrappedKey { get; init; }

        public required byte[] Ciphertext { get; init; }
    }
}
