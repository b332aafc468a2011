using FourRunr.Contracts;
using FourRunr.Hosting.Paging;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.Operators;

/// <summary>The people and systems that run the gateway, besides the bootstrap key of the configuration.</summary>
internal sealed partial class OperatorRegistry(Database database, IInvalidationChannel channel, TimeProvider clock, ILogger<OperatorRegistry> log)
{
    private const string Columns = "operator_id, name, role, created_at, revoked_at";

    /// <returns>The operator with its key, this once.</returns>
    public async Task<OperatorResponse> CreateAsync(CreateOperatorRequest request, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO operators (operator_id, name, role, key_hash, created_at)
            VALUES (@OperatorId, @Name, @Role, @KeyHash, @CreatedAt)
            """;
        var key = OperatorKey.Make();
        var created = new OperatorRow
        {
            OperatorId = GatewayId.New(GatewayId.Operator, clock),
            Name = request.Name,
            Role = request.Role,
            CreatedAt = clock.GetStoredNow(),
        };
        var row = new { created.OperatorId, created.Name, Role = created.Role.ToWire(), KeyHash = OperatorKey.Hash(key), created.CreatedAt };
        await database.ExecuteAsync(sql, row, cancellationToken);
        Log.Created(log, created.OperatorId, created.Role);
        return created.ToResponse(key);
    }

    public Task<OperatorRow?> FindByKeyAsync(string key, CancellationToken cancellationToken)
    {
        const string sql = $"SELECT {Columns} FROM operators WHERE key_hash = @keyHash";
        return database.QuerySingleOrDefaultAsync<OperatorRow>(sql, new { keyHash = OperatorKey.Hash(key) }, cancellationToken);
    }

    public async Task<Page<OperatorResponse>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT {Columns} FROM operators
            WHERE @Cursor IS NULL OR operator_id < @Cursor
            ORDER BY operator_id DESC
            LIMIT @SizeToRead
            """;
        var rows = await database.QueryAsync<OperatorRow>(sql, page, cancellationToken);
        return page.Page(rows, row => row.ToResponse(), row => row.OperatorId);
    }

    /// <returns>False when there is no such operator. The row stays, for auditors.</returns>
    public async Task<bool> RevokeAsync(string operatorId, CancellationToken cancellationToken)
    {
        const string sql = "UPDATE operators SET revoked_at = COALESCE(revoked_at, @now) WHERE operator_id = @operatorId";
        var known = await database.ExecuteAsync(sql, new { operatorId, now = clock.GetStoredNow() }, cancellationToken) == 1;
        if (known)
        {
            Log.Revoked(log, operatorId);
            await channel.PublishAsync([InvalidationSubjects.Operator(operatorId)], CancellationToken.None);
        }

        return known;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Operator {OperatorId} was created with role {Role}.")]
        public static partial void Created(ILogger logger, string operatorId, OperatorRole role);

        [LoggerMessage(Level = LogLevel.Information, Message = "The key of operator {OperatorId} was revoked.")]
        public static partial void Revoked(ILogger logger, string operatorId);
    }
}
