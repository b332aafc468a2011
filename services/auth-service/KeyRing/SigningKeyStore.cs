using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>The ring as stored, the same for all replicas.</summary>
internal sealed class SigningKeyStore(Database database)
{
    public Task<IReadOnlyList<SigningKeyRow>> ReadAsync(CancellationToken cancellationToken)
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

    /// <returns>False when the row is not as it was read any more: someone else replaced or deleted it.</returns>
    public async Task<bool> TryReplaceAsync(SigningKeyRow row, SealedSecret sealedAgain, CancellationToken cancellationToken)
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
            sealedAgain.Ciphertext,
            sealedAgain.KekId,
            sealedAgain.WrappedKey,
        };
        return await database.ExecuteAsync(sql, values, cancellationToken) == 1;
    }

    public Task DeleteBeforeAsync(long number, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM signing_keys WHERE number < @number";
        return database.ExecuteAsync(sql, new { number }, cancellationToken);
    }
}
