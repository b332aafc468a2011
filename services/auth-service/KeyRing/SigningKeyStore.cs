using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>The table of signing keys, shared by all replicas.</summary>
internal sealed class SigningKeyStore(Database database)
{
    public Task<IReadOnlyList<SigningKeyRow>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT number, kid, created_at, usable_from, material, kek_id, wrapped_key FROM signing_keys ORDER BY number";
        return database.QueryAsync<SigningKeyRow>(sql, values: null, cancellationToken);
    }

    /// <returns>False when another replica added the key of this number first.</returns>
    public async Task<bool> TryAddAsync(SigningKeyRow row, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO signing_keys (number, kid, created_at, usable_from, material, kek_id, wrapped_key)
            VALUES (@Number, @Kid, @CreatedAt, @UsableFrom, @Material, @KekId, @WrappedKey)
            ON CONFLICT (number) DO NOTHING
            """;
        return await database.ExecuteAsync(sql, row, cancellationToken) == 1;
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
