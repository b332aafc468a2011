using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>Reads stored credentials, and replaces their wrapped keys.</summary>
internal sealed class CredentialReader(Database database)
{
    /// <summary>Selects a <see cref="CredentialRow"/>; conditions follow.</summary>
    public const string Metadata = """
        SELECT v.tool, v.version, c.active_version, v.fields, v.note, v.created_at, v.created_by
        FROM credential_versions v
        JOIN credentials c ON c.tool = v.tool
        """;

    private const string Encrypted = "SELECT v.tool, v.version, v.kek_id, v.wrapped_key, v.ciphertext FROM credential_versions v";

    /// <param name="tool">Null for all.</param>
    public Task<IReadOnlyList<CredentialRow>> ListAsync(string? tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Metadata} WHERE @tool IS NULL OR v.tool = @tool ORDER BY v.tool, v.version DESC";
        return database.QueryAsync<CredentialRow>(sql, new { tool }, cancellationToken);
    }

    public Task<EncryptedCredentialRow?> FindActiveAsync(string tool, CancellationToken cancellationToken)
    {
        const string sql = $"{Encrypted} JOIN credentials c ON c.tool = v.tool AND c.active_version = v.version WHERE c.tool = @tool";
        return database.QuerySingleOrDefaultAsync<EncryptedCredentialRow>(sql, new { tool }, cancellationToken);
    }

    /// <summary>All versions, with their encrypted secrets.</summary>
    public Task<IReadOnlyList<EncryptedCredentialRow>> ListEncryptedAsync(CancellationToken cancellationToken)
    {
        const string sql = $"{Encrypted} ORDER BY v.tool, v.version";
        return database.QueryAsync<EncryptedCredentialRow>(sql, values: null, cancellationToken);
    }

    /// <returns>False if the stored key changed meanwhile.</returns>
    public async Task<bool> TryRewrapAsync(EncryptedCredentialRow row, SealedSecret rewrapped, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE credential_versions SET kek_id = @KekId, wrapped_key = @WrappedKey
            WHERE tool = @Tool AND version = @Version AND wrapped_key = @before
            """;
        var values = new { row.Tool, row.Version, before = row.WrappedKey, rewrapped.KekId, rewrapped.WrappedKey };
        return await database.ExecuteAsync(sql, values, cancellationToken) == 1;
    }
}
