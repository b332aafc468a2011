using FourRunr.Storage;

namespace FourRunr.Auth.Operators;

/// <summary>The table of operators. A revoked operator stays in it, for auditors.</summary>
internal sealed class OperatorStore(Database database)
{
    private const string Columns = "operator_id, name, role, created_at, revoked_at";

    public Task AddAsync(OperatorResponse created, byte[] keyHash, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO operators (operator_id, name, role, key_hash, created_at)
            VALUES (@OperatorId, @Name, @Role, @keyHash, @CreatedAt)
            """;
        var row = new { created.OperatorId, created.Name, Role = created.Role.ToWire(), keyHash, created.CreatedAt };
        return database.ExecuteAsync(sql, row, cancellationToken);
    }

    public Task<OperatorResponse?> FindByKeyHashAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM operators WHERE key_hash = @keyHash";
        return database.QuerySingleOrDefaultAsync<OperatorResponse>(sql, new { keyHash }, cancellationToken);
    }

    public Task<Page<OperatorResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        database.ListAsync<OperatorResponse>("operators", Columns, "operator_id", row => row.OperatorId, page, cancellationToken);

    /// <returns>False when there is no such operator.</returns>
    public async Task<bool> RevokeAsync(string operatorId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE operators SET revoked_at = COALESCE(revoked_at, @now) WHERE operator_id = @operatorId";
        return await database.ExecuteAsync(sql, new { operatorId, now }, cancellationToken) == 1;
    }
}
