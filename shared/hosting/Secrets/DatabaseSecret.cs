namespace FourRunr.Hosting.Secrets;

/// <summary>
/// A secret that is made once in a database, the same for all replicas, sealed under <c>GATEWAY_KEK</c>: the only row of a
/// table with the columns id, kek_id, wrapped_key, ciphertext. When that key changes, the secret stays and is wrapped anew.
/// </summary>
/// <param name="table">The name of the table, never from outside.</param>
/// <param name="name">For messages, e.g. <c>the key that signs the audit trail</c>.</param>
/// <param name="loss">What emptying the table means, as the end of a sentence.</param>
public sealed class DatabaseSecret(Database database, KeyEnvelope envelope, string table, SecretLabel label, string name, string loss)
{
    /// <summary>Reads the secret, makes it if there is none, and wraps it with the current key.</summary>
    /// <param name="make">Makes a new secret, which is kept only if no other replica was faster.</param>
    /// <exception cref="InvalidConfigurationException">Its key-encryption key is not configured, or the row was changed.</exception>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<byte[]> ReadOrMakeAsync(Func<byte[]> make, CancellationToken cancellationToken)
    {
        var stored = await ReadOrMakeSealedAsync(make, cancellationToken);
        try
        {
            var secret = envelope.Decrypt(stored, label);
            if (stored.KekId != envelope.CurrentKekId)
            {
                await ReplaceAsync(stored.KekId, envelope.Rewrap(stored, label), cancellationToken);
            }

            return secret;
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                $"GATEWAY_KEK does not decrypt {name}. Start with the key that encrypted it, here or in GATEWAY_KEK_PREVIOUS; "
                + $"if that key is lost, empty the table {table}{loss}.");
        }
    }

    private Task<EncryptedSecret> ReadOrMakeSealedAsync(Func<byte[]> make, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var insert = $"""
                INSERT INTO {table} (id, kek_id, wrapped_key, ciphertext)
                VALUES (1, @KekId, @WrappedKey, @Ciphertext)
                ON CONFLICT (id) DO NOTHING
                """;
            var read = $"SELECT kek_id AS KekId, wrapped_key AS WrappedKey, ciphertext AS Ciphertext FROM {table} WHERE id = 1";
            await transaction.ExecuteAsync(insert, envelope.Encrypt(make(), label), cancellationToken);
            return await transaction.QuerySingleAsync<EncryptedSecret>(read, values: null, cancellationToken);
        }, cancellationToken);

    /// <summary>Does nothing if another replica was faster.</summary>
    private Task<int> ReplaceAsync(string from, EncryptedSecret by, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction =>
        {
            var sql = $"UPDATE {table} SET kek_id = @KekId, wrapped_key = @WrappedKey, ciphertext = @Ciphertext WHERE id = 1 AND kek_id = @from";
            return transaction.ExecuteAsync(sql, new { by.KekId, by.WrappedKey, by.Ciphertext, from }, cancellationToken);
        }, cancellationToken);
}
