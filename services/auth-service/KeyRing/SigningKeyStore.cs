using Dapper;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>The ring as stored, the same for all replicas.</summary>
internal sealed class SigningKeyStore(Database database)
{
    public async Task<IReadOnlyList<SigningKeyRow>> ReadAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT number, kid, created_at, usable_from, material FROM signing_keys ORDER BY number";
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<SigningKeyRow>(new CommandDefinition(sql, cancellationToken: cancellationToken)), cancellationToken);
        return rows.AsList();
    }

    /// <returns>False when another replica added the key of this number first.</returns>
    public Task<bool> TryAddAsync(SigningKeyRow row, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO signing_keys (number, kid, created_at, usable_from, material)
            VALUES (@Number, @Kid, @CreatedAt, @UsableFrom, @Material)
            ON CONFLICT (number) DO NOTHING
            """;
        return database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                new CommandDefinition(sql, row, transaction, cancellationToken: cancellationToken)) == 1,
            cancellationToken);
    }

    public Task DeleteBeforeAsync(long number, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM signing_keys WHERE number < @number";
        return database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                new CommandDefinition(sql, new { number }, transaction, cancellationToken: cancellationToken)),
            cancellationToken);
    }
}
