namespace FourRunr.Auth.Operators;

/// <summary>The table of operators. A revoked operator stays in it, for auditors. A change is put on record in its
/// transaction.</summary>
internal sealed class OperatorStore(Database database, ChangeOutbox changes)
{
    private const string Columns = "operator_id, name, role, created_at, revoked_at";

    public Task AddAsync(OperatorResponse created, byte[] keyHash, Actor actor, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO operators (operator_id, name, role, key_hash, created_at)
            VALUES (@OperatorId, @Name, @Role, @keyHash, @CreatedAt)
            """;
        var row = new { created.OperatorId, created.Name, Role = created.Role.ToWire(), keyHash, created.CreatedAt };
        return database.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(sql, row, cancellationToken);
                await changes.AddAsync(transaction, actor, Record(ChangeActions.OperatorCreated, created), cancellationToken);
                return created;
            },
            cancellationToken);
    }

    public Task<OperatorResponse?> FindByKeyHashAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM operators WHERE key_hash = @keyHash";
        return database.QuerySingleOrDefaultAsync<OperatorResponse>(sql, new { keyHash }, cancellationToken);
    }

    public Task<Page<OperatorResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        database.ListAsync<OperatorResponse>("operators", Columns, "operator_id", row => row.OperatorId, page, cancellationToken);

    /// <returns>False when there is no such operator.</returns>
    public Task<bool> RevokeAsync(string operatorId, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        const string revoke = $"UPDATE operators SET revoked_at = @now WHERE operator_id = @operatorId AND revoked_at IS NULL RETURNING {Columns}";
        const string count = "SELECT COUNT(*) FROM operators WHERE operator_id = @operatorId";
        return database.WriteAsync(
            async transaction =>
            {
                if (await transaction.QuerySingleOrDefaultAsync<OperatorResponse>(revoke, new { operatorId, now }, cancellationToken) is not { } revoked)
                {
                    return await transaction.QuerySingleAsync<long>(count, new { operatorId }, cancellationToken) > 0;
                }

                await changes.AddAsync(transaction, actor, Record(ChangeActions.OperatorRevoked, revoked), cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private static Change Record(string action, OperatorResponse changed) => new(
        action, new ChangeSubject(ChangeSubjects.Operator, changed.OperatorId, changed.Name), Detail: Change.Details(("role", changed.Role.ToWire())));
}
