using System.Data;
using System.Text;
using Dapper;
using FourRunr.Contracts;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>The table <c>call_records</c>: one row per call.</summary>
internal sealed class CallRecordStore(Database database)
{
    /// <summary>21 columns each: a statement stays below 900 parameters, which every SQLite takes.</summary>
    private const int RowsPerStatement = 40;

    private static readonly (string Name, DbType Type, Func<CallRecordResponse, object?> Value)[] Columns =
    [
        ("call_id", DbType.String, record => record.CallId),
        ("occurred_at", DbType.Int64, record => record.OccurredAt.ToUnixTimeMilliseconds()),
        ("correlation_id", DbType.String, record => record.CorrelationId),
        ("agent_id", DbType.String, record => record.AgentId),
        ("agent_name", DbType.String, record => record.AgentName),
        ("role", DbType.String, record => record.Role),
        ("token_id", DbType.String, record => record.TokenId),
        ("tool", DbType.String, record => record.Tool),
        ("action", DbType.String, record => record.Action),
        ("outcome", DbType.String, record => record.Outcome),
        ("status", DbType.Int32, record => record.Status),
        ("rule", DbType.String, record => record.Rule),
        ("policy_id", DbType.String, record => record.PolicyId),
        ("policy_version", DbType.Int32, record => record.PolicyVersion),
        ("counted_at", DbType.Int64, record => record.CountedAt?.ToUnixTimeMilliseconds()),
        ("attempts", DbType.Int32, record => record.Attempts),
        ("cached", DbType.Boolean, record => record.Cached),
        ("duration_ms", DbType.Double, record => record.DurationMs),
        ("request_bytes", DbType.Int64, record => record.RequestBytes),
        ("response_bytes", DbType.Int64, record => record.ResponseBytes),
        ("params_hash", DbType.String, record => record.ParamsHash),
    ];

    /// <summary>Stores all or none. A record whose call is on record as unfinished takes its place.</summary>
    public Task StoreAsync(IReadOnlyList<CallRecordResponse> records, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            foreach (var rows in records.Chunk(RowsPerStatement))
            {
                var (sql, values) = Insert(rows);
                await transaction.Connection!.ExecuteAsync(
                    new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken));
            }

            return records.Count;
        }, cancellationToken);

    /// <summary>One page, newest first.</summary>
    public Task<IReadOnlyList<CallRecordResponse>> ListAsync(CallFilter filter, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CallRecordResponse>>(async connection =>
        {
            const string Sql = """
                SELECT call_id, occurred_at, correlation_id, agent_id, agent_name, role, token_id, tool, action, outcome, status,
                       rule, policy_id, policy_version, counted_at, attempts, cached, duration_ms, request_bytes, response_bytes, params_hash
                FROM call_records
                WHERE (@before IS NULL OR call_id < @before)
                  AND (@agentId IS NULL OR agent_id = @agentId)
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
                tool = filter.Tool,
                outcome = filter.Outcome,
                from = filter.From ?? DateTimeOffset.MinValue,
                to = filter.To ?? DateTimeOffset.MaxValue,
                limit,
            };
            return (await connection.QueryAsync<CallRecordResponse>(
                new CommandDefinition(Sql, values, cancellationToken: cancellationToken))).AsList();
        }, cancellationToken);

    private static (string Sql, DynamicParameters Values) Insert(CallRecordResponse[] rows)
    {
        var sql = new StringBuilder("INSERT INTO call_records (").AppendJoin(", ", Columns.Select(column => column.Name)).Append(") VALUES ");
        var values = new DynamicParameters();
        for (var row = 0; row < rows.Length; row++)
        {
            sql.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Columns.Select(column => $"@{column.Name}_{row}")).Append(')');
            foreach (var (name, type, value) in Columns)
            {
                values.Add($"{name}_{row}", value(rows[row]), type);
            }
        }

        sql.Append("""
             ON CONFLICT (call_id) DO UPDATE
             SET outcome = excluded.outcome, status = excluded.status, counted_at = excluded.counted_at, attempts = excluded.attempts,
                 duration_ms = excluded.duration_ms, response_bytes = excluded.response_bytes
            """);
        return (sql.ToString(), values);
    }
}

/// <summary>Which records are wanted; null means all.</summary>
/// <param name="From">At or after.</param>
/// <param name="To">Before.</param>
internal sealed record CallFilter(string? AgentId, string? Tool, string? Outcome, DateTimeOffset? From, DateTimeOffset? To);
