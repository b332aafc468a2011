using System.Data.Common;

namespace FourRunr.Hosting.Changes;

/// <summary>
/// The changes of this service that are not in the audit trail yet: the table <c>change_outbox</c>. A row is written in the transaction that makes
/// the change, so no change is without its record. A proxy claims rows, writes them to its journal and acknowledges them, which deletes them. If it
/// does not, another one gets them when the claim ends.
/// </summary>
/// <param name="service">E.g. <c>auth-service</c>.</param>
public sealed class ChangeOutbox(string service, Database database, TimeProvider clock)
{
    /// <summary>Most rows of one claim.</summary>
    public const int LargestClaim = 500;

    /// <summary>How long a claim holds. Much longer than it takes to write rows to a journal.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(30);

    private readonly GatewayIdSequence _ids = new(GatewayId.Change);

    /// <summary>Puts a change on record. Part of the transaction that makes it.</summary>
    public Task AddAsync(DbTransaction transaction, Actor actor, Change change, CancellationToken cancellationToken) =>
        AddAsync(transaction, actor, [change], cancellationToken);

    /// <summary>Puts on record what is about to be done where one transaction cannot hold it.</summary>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task AddAsync(Actor actor, Change change, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await AddAsync(transaction, actor, change, cancellationToken);
            return change;
        },
        cancellationToken);

    /// <inheritdoc cref="AddAsync(DbTransaction, Actor, Change, CancellationToken)"/>
    public async Task AddAsync(DbTransaction transaction, Actor actor, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        const string sql = "INSERT INTO change_outbox (change_id, body, made_at) VALUES (@ChangeId, @body, @At)";
        var now = clock.GetStoredNow();
        var rows = changes.Select(change => change.ToRecord(_ids.Next(now), now, service, actor))
            .Select(row => new { row.ChangeId, body = JsonSerializer.Serialize(row, GatewayJson.Tolerant), row.At })
            .ToList();
        if (rows.Count > 0)
        {
            await transaction.ExecuteAsync(sql, rows, cancellationToken);
        }
    }

    /// <summary>Takes the oldest rows that nobody else holds, for <see cref="ClaimTime"/>.</summary>
    /// <param name="writer">Whose journal they are taken into. It gets again what it did not acknowledge, as after a restart.</param>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public async Task<IReadOnlyList<OperatorChangeResponse>> ClaimAsync(string writer, int limit, CancellationToken cancellationToken)
    {
        // Most of the time there is nothing: a look does not wait for writers.
        const string free = "(claimed_until IS NULL OR claimed_until <= @now OR claimed_by = @writer)";
        const string any = $"SELECT COUNT(*) FROM (SELECT 1 FROM change_outbox WHERE {free} LIMIT 1) AS one";
        // The condition is there twice: of two that claim at the same time, the second one looks at it again when it gets the rows.
        const string claim = $"""
            UPDATE change_outbox SET claimed_by = @writer, claimed_until = @until
            WHERE change_id IN (SELECT change_id FROM change_outbox WHERE {free} ORDER BY change_id LIMIT @limit) AND {free}
            RETURNING body
            """;
        var now = clock.GetUtcNow();
        if (await database.QuerySingleOrDefaultAsync<long>(any, new { now, writer }, cancellationToken) == 0)
        {
            return [];
        }

        var bodies = await database.WriteAsync(
            transaction => transaction.QueryAsync<string>(claim, new { now, until = now + ClaimTime, writer, limit }, cancellationToken), cancellationToken);
        return [.. bodies.Select(Read).OrderBy(change => change.ChangeId, StringComparer.Ordinal)];
    }

    /// <summary>Deletes rows that are in a journal, whoever holds them.</summary>
    /// <returns>How many of them were still here.</returns>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task<int> AcknowledgeAsync(IReadOnlyCollection<string> changeIds, CancellationToken cancellationToken)
    {
        var sql = $"DELETE FROM change_outbox WHERE {database.Dialect.IsAmong("change_id", "@ids")}";
        return changeIds.Count == 0
            ? Task.FromResult(0)
            : database.ExecuteAsync(sql, new { ids = changeIds.ToArray() }, cancellationToken);
    }

    /// <summary>How many rows wait, and since when the oldest one.</summary>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public async Task<ChangeBacklog> CountAsync(CancellationToken cancellationToken)
    {
        const string sql = "SELECT COUNT(*) AS rows, MIN(made_at) AS oldest FROM change_outbox";
        return (await database.QueryAsync<ChangeBacklog>(sql, values: null, cancellationToken)).Single();
    }

    private static OperatorChangeResponse Read(string body) =>
        JsonSerializer.Deserialize<OperatorChangeResponse>(body, GatewayJson.Tolerant) ?? throw new JsonException("A change is null.");
}

/// <param name="Oldest">Null when none waits.</param>
public sealed record ChangeBacklog(long Rows, DateTimeOffset? Oldest);
