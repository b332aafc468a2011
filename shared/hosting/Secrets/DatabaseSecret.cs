using FourRunr.Storage;

namespace FourRunr.Hosting.Secrets;

/// <summary>
/// A secret that a database makes once, the same for all replicas, sealed under <c>GATEWAY_KEK</c>: the one row of a table
/// with the columns id, kek_id, wrapped_key, ciphertext. It outlives a change of that key, which only wraps it.
/// </summary>
/// <param name="table">The name of the table, never from outside.</param>
public sealed class DatabaseSecret(Database database, KeyEnvelope envelope, string table, SecretLabel label)
{
    /// <summary>Reads the secret, or makes it where there is none, and brings it under the present key.</summary>
    /// <param name="make">A new secret; kept only if no other replica was faster.</param>
    /// <exception cref="SecretUnreadableException">Its key-encryption key is not configured, or the row was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<byte[]> ReadOrMakeAsync(Func<byte[]> make, CancellationToken cancellationToken)
    {
        var stored = await ReadOrMakeSealedAsync(make, cancellationToken);
        var secret = envelope.Open(stored, label);
        if (stored.KekId != envelope.CurrentKekId)
        {
            await ReplaceAsync(stored.KekId, envelope.Rewrap(stored, label), cancellationToken);
        }

        return secret;
    }

    private Task<SealedSecret> ReadOrMakeSealedAsync(Func<byte[]> make, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var insert = $"""
                INSERT INTO {table} (id, kek_id, wrapped_key, ciphertext)
                VALUES (1, @KekId, @WrappedKey, @Ciphertext)
                ON CONFLICT (id) DO NOTHING
                """;
            var read = $"SELECT kek_id, wrapped_key, ciphertext FROM {table} WHERE id = 1";
            await transaction.ExecuteAsync(insert, envelope.Seal(make(), label), cancellationToken);
            var row = await transaction.QuerySingleAsync<Row>(read, values: null, cancellationToken);
            return new SealedSecret(row.KekId, row.WrappedKey, row.Ciphertext);
        }, cancellationToken);

    /// <summary>Unless another replica was faster.</summary>
    private Task<int> ReplaceAsync(string from, SealedSecret by, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction =>
        {
            var sql = $"UPDATE {table} SET kek_id = @KekId, wrapped_key = @WrappedKey, ciphertext = @Ciphertext WHERE id = 1 AND kek_id = @from";
            return transaction.ExecuteAsync(sql, new { by.KekId, by.WrappedKey, by.Ciphertext, from }, cancellationToken);
        }, cancellationToken);

    private sealed class Row
    {
        public required string KekId { get; init; }

        public required byte[] WrappedKey { get; init; }

        public required byte[] Ciphertext { get; init; }
    }
}
