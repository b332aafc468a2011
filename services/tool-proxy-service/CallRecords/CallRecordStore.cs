using System.Data;
using System.Data.Common;
using Dapper;
using FourRunr.Contracts;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>The table <c>call_records</c>: one row per call.</summary>
internal sealed class CallRecordStore(Database database)
{
    private const string Upsert = """
        INSERT INTO call_records (
            call_id, occurred_at, correlation_id, agent_id, agent_name, role, token_id, tool, action, outcome, status,
            rule, policy_id, policy_version, counted_at, attempts, cached, duration_ms, request_bytes, response_bytes, params_hash,
            intent, params, would_deny)
        VALUES (
            @CallId, @OccurredAt, @CorrelationId, @AgentId, @AgentName, @Role, @TokenId, @Tool, @Action, @Outcome, @Status,
            @Rule, @PolicyId, @PolicyVersion, @CountedAt, @Attempts, @Cached, @DurationMs, @RequestBytes, @ResponseBytes, @ParamsHash,
            @Intent, @Params, @WouldDeny)
        ON CONFLICT (call_id) DO UPDATE
        SET outcome = excluded.outcome, status = excluded.status, counted_at = excluded.counted_at, attempts = excluded.attempts,
            rule = excluded.rule, policy_id = excluded.policy_id, policy_version = excluded.policy_version,
            duration_ms = excluded.duration_ms, response_bytes = excluded.response_bytes, would_deny = excluded.would_deny
        """;

    private static readonly (string Name, DbType Type, Func<CallRecordResponse, object?> Value)[] Parameters =
    [
        ("CallId", DbType.String, record => record.CallId),
        ("OccurredAt", DbType.Int64, record => record.OccurredAt.ToUnixTimeMilliseconds()),
        ("CorrelationId", DbType.String, record => record.CorrelationId),
        ("AgentId", DbType.String, record => record.AgentId),
        ("AgentName", DbType.String, record => record.AgentName),
        ("Role", DbType.String, record => record.Role),
        ("TokenId", DbType.String, record => record.TokenId),
        ("Tool", DbType.String, record => record.Tool),
        ("Action", DbType.String, record => record.Action),
        ("Outcome", DbType.String, record => record.Outcome),
        ("Status", DbType.Int32, record => record.Status),
        ("Rule", DbType.String, record => record.Rule),
        ("PolicyId", DbType.String, record => record.PolicyId),
        ("PolicyVersion", DbType.Int32, record => record.PolicyVersion),
        ("CountedAt", DbType.Int64, record => record.CountedAt?.ToUnixTimeMilliseconds()),
        ("Attempts", DbType.Int32, record => record.Attempts),
        ("Cached", DbType.Boolean, record => record.Cached),
        ("DurationMs", DbType.Double, record => record.DurationMs),
        ("RequestBytes", DbType.Int64, record => record.RequestBytes),
        ("ResponseBytes", DbType.Int64, record => record.ResponseBytes),
        ("ParamsHash", DbType.String, record => record.ParamsHash),
        ("Intent", DbType.String, record => record.Intent),
        ("Params", DbType.String, record => record.Params?.ToJsonString()),
        ("WouldDeny", DbType.String, record => record.WouldDeny),
    ];

    /// <summary>Stores all or none. A record whose call is on record as unfinished takes its place.</summary>
    public Task StoreAsync(IReadOnlyList<CallRecordResponse> records, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            // Over a network all rows travel together; in a file there is no round trip to save.
            await (transaction.Connection!.CanCreateBatch
                ? StoreTogetherAsync(records, transaction, cancellationToken)
                : transaction.Connection.ExecuteAsync(new CommandDefinition(Upsert, records, transaction, cancellationToken: cancellationToken)));
            return records.Count;
        }, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<IReadOnlyList<CallRecordResponse>> ListAsync(CallFilter filter, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CallRecordResponse>>(async connection =>
        {
            const string Sql = """
                SELECT call_id, occurred_at, correlation_id, agent_id, agent_name, role, token_id, tool, action, outcome, status,
                       rule, policy_id, policy_version, counted_at, attempts, cached, duration_ms, request_bytes, response_bytes, params_hash,
                       intent, params, would_deny
                FROM call_records
                WHERE (@before IS NULL OR call_id < @before)
                  AND (@agentId IS NULL OR agent_id = @agentId)
                  AND (@agentName IS NULL OR agent_name = @agentName)
                  AND (@tool IS NULL OR tool = @tool)
                  AND (@outcome IS NULL OR outcome = @outcome)
                  AND occurred_at >= @from AND occurred_at < @to
                ORDER BY call_id DESC
                LIMIT @limit
                """;
            var values = new
            {
                before,
                agentId = filter.AgentId,
                agentName = filter.AgentName,
                tool = filter.Tool,
                outcome = filter.Outcome,
                from = filter.From ?? DateTimeOffset.MinValue,
                to = filter.To ?? DateTimeOffset.MaxValue,
                limit,
            };
            return (await connection.QueryAsync<CallRecordResponse>(
                new CommandDefinition(Sql, values, cancellationToken: cancellationToken))).AsList();
        }, cancellationToken);

    private static async Task<int> StoreTogetherAsync(
        IReadOnlyList<CallRecordResponse> records, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = transaction.Connection!.CreateBatch();
        batch.Transaction = transaction;
        foreach (var record in records)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = Upsert;
            foreach (var (name, type, value) in Parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value(record) ?? DBNull.Value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Which records are wanted; null means all.</summary>
/// <param name="From">At or after.</param>
/// <param name="To">Before.</param>
internal sealed record CallFilter(
    string? AgentId, string? AgentName, string? Tool, string? Outcome, DateTimeOffset? From, DateTimeOffset? To);
