using Dapper;
using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>Reads stored credentials, and replaces their wrapped keys.</summary>
internal sealed class CredentialReader(Database database)
{
    /// <summary>For a <see cref="CredentialRow"/>; to be followed by conditions.</summary>
    public const string Metadata = """
        SELECT v.tool, v.version, c.active_version, v.fields, v.note, v.created_at, v.created_by
        FROM credential_versions v
        JOIN credentials c ON c.tool = v.tool
        """;

    private const string Sealed = "SELECT v.tool, v.version, v.kek_id, v.wrapped_key, v.ciphertext FROM credential_versions v";

    /// <param name="tool">Null for all.</param>
    public Task<IReadOnlyList<CredentialRow>> ListAsync(string? tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Metadata} WHERE @tool IS NULL OR v.tool = @tool ORDER BY v.tool, v.version DESC";
        return database.ReadAsync<IReadOnlyList<CredentialRow>>(
            async connection => (await connection.QueryAsync<CredentialRow>(
                new CommandDefinition(sql, new { tool }, cancellationToken: cancellationToken))).AsList(),
            cancellationToken);
    }

    public Task<SealedCredentialRow?> FindActiveAsync(string tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Sealed} JOIN credentials c ON c.tool = v.tool AND c.active_version = v.version WHERE c.tool = @tool";
        return database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<SealedCredentialRow>(
                new CommandDefinition(sql, new { tool }, cancellationToken: cancellationToken)),
            cancellationToken);
    }

    /// <summary>All versions, with their secrets sealed.</summary>
    public Task<IReadOnlyList<SealedCredentialRow>> ListSealedAsync(CancellationToken cancellationToken)
    {
        const string sql = $"{Sealed} ORDER BY v.tool, v.version";
        return database.ReadAsync<IReadOnlyList<SealedCredentialRow>>(
            async connection => (await connection.QueryAsync<SealedCredentialRow>(
                new CommandDefinition(sql, cancellationToken: cancellationToken))).AsList(),
            cancellationToken);
    }

    /// <returns>False when the key is not the one that was read any more.</returns>
    public Task<bool> TryRewrapAsync(SealedCredentialRow row, SealedSecret wrappedAgain, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE credential_versions SET kek_id = @KekId, wrapped_key = @WrappedKey
            WHERE tool = @Tool AND version = @Version AND wrapped_key = @before
            """;
        var values = new { row.Tool, row.Version, before = row.WrappedKey, wrappedAgain.KekId, wrappedAgain.WrappedKey };
        return database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken)) == 1,
            cancellationToken);
    }
}
