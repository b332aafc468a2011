using FourRunr.Hosting.Secrets;

namespace FourRunr.Auth.KeyRing;

/// <summary>The table of signing keys, shared by all replicas.</summary>
internal sealed class SigningKeyStore(Database database, ChangeOutbox changes)
{
    public Task<IReadOnlyList<SigningKeyRow>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT number, kid, created_at, usable_from, material, kek_id, wrapped_key FROM signing_keys ORDER BY number";
        return database.QueryAsync<SigningKeyRow>(sql, values: null, cancellationToken);
    }

    /// <param name="before">The newest key until now.</param>
    /// <returns>False when another replica added the key of this number first.</returns>
    public Task<bool> TryAddAsync(SigningKeyRow row, string? before, Actor actor, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO signing_keys (number, kid, created_at, usable_from, material, kek_id, wrapped_key)
            VALUES (@Number, @Kid, @CreatedAt, @UsableFrom, @Material, @KekId, @WrappedKey)
            ON CONFLICT (number) DO NOTHING
            """;
        return database.WriteAsync(
            async transaction =>
            {
                if (await transaction.ExecuteAsync(sql, row, cancellationToken) == 0)
                {
                    return false;
                }

                var change = new Change(ChangeActions.SigningKeyAdded, new ChangeSubject(ChangeSubjects.SigningKey, row.Kid), before, row.Kid);
                await changes.AddAsync(transaction, actor, change, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Puts on record that an operator has the keys wrapped anew, before it begins.</summary>
    public Task RecordRewrapAsync(string kekId, Actor actor, CancellationToken cancellationToken)
    {
        var change = new Change(ChangeActions.SigningKeysRewrapped, new ChangeSubject(ChangeSubjects.SigningKey, ChangeSubjects.Everything), To: kekId);
        return changes.AddAsync(actor, change, cancellationToken);
    }

    /// <returns>False when another replica replaced or deleted the row after it was read.</returns>
    public async Task<bool> TryReplaceAsync(SigningKeyRow row, EncryptedSecret rewrapped, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE signing_keys SET material = @Ciphertext, kek_id = @KekId, wrapped_key = @WrappedKey
            WHERE number = @Number AND kid = @Kid AND material = @Material AND kek_id = @before
            """;
        var values = new
        {
            row.Number,
            row.Kid,
            row.Material,
            before = row.KekId,
            rewrapped.Ciphertext,
            rewrapped.KekId,
            rewrapped.WrappedKey,
        };
        return await database.ExecuteAsync(sql, values, cancellationToken) == 1;
    }

    public Task DeleteBeforeAsync(long number, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM signing_keys WHERE number < @number";
        return database.ExecuteAsync(sql, new { number }, cancellationToken);
    }
}
