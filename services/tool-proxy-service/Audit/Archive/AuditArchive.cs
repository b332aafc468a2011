using System.Data.Common;
using FourRunr.Audit;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// The audit trail in the service's database, with the rows of all writers. Every row arrives exactly once: one transaction stores a batch
/// and advances the writer's position from where the sender believes it to be.
/// </summary>
internal sealed class AuditArchive(Database database, ArchivePartitions partitions, TimeProvider clock)
{
    private const string Calls = "audit_entries";
    private const string Changes = "audit_changes";

    /// <summary>The writer's last row in the database, 0 and the start of the chain if there is none; a new writer is added.</summary>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task<(long Seq, byte[] Hash)> FindPositionAsync(string writer, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string Insert = """
                INSERT INTO audit_writers (writer, shipped_seq, shipped_hash, started_at) VALUES (@writer, 0, @start, @now)
                ON CONFLICT (writer) DO NOTHING
                """;
            const string Find = "SELECT shipped_seq, shipped_hash FROM audit_writers WHERE writer = @writer";
            var values = new { writer, start = AuditChain.Start.ToArray(), now = clock.GetUtcNow() };
            await transaction.ExecuteAsync(Insert, values, cancellationToken);
            return await transaction.QuerySingleAsync<(long Seq, byte[] Hash)>(Find, values, cancellationToken);
        }, cancellationToken);

    /// <param name="from">The position that the sender believes the writer to have.</param>
    /// <param name="rows">The rows after it, at least one.</param>
    /// <returns>False, and nothing stored, if the writer has another position.</returns>
    /// <exception cref="StorageUnavailableException">The database is not available. <see cref="FindPositionAsync"/> tells whether the
    /// batch was stored.</exception>
    public async Task<bool> StoreAsync(long from, IReadOnlyList<ArchiveRow> rows, AuditCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        CallRow[] calls = [.. rows.OfType<CallRow>()];
        ChangeRow[] changes = [.. rows.OfType<ChangeRow>()];
        await partitions.EnsureAsync(calls, cancellationToken);
        return await database.WriteAsync(async transaction =>
        {
            if (!await MoveAsync(transaction, from, rows[^1], cancellationToken))
            {
                return false;
            }

            await BulkInsert.WriteAsync(transaction, Calls, CallRow.Columns, calls, cancellationToken);
            if (changes.Length > 0)
            {
                await BulkInsert.WriteAsync(transaction, Changes, ChangeRow.Columns, changes, cancellationToken);
            }

            if (calls.SelectMany(row => row.Spend).ToList() is { Count: > 0 } spent)
            {
                await SpendRow.StoreAsync(transaction, spent, cancellationToken);
            }

            await CallCount.StoreAsync(transaction, calls.Select(row => row.Count).OfType<CallCount>(), cancellationToken);
            if (checkpoint is not null)
            {
                await InsertAsync(transaction, checkpoint, cancellationToken);
            }

            return true;
        }, cancellationToken, isPatient: true);
    }

    /// <summary>A checkpoint of rows that are stored already.</summary>
    /// <exception cref="StorageUnavailableException">The database is not available.</exception>
    public Task StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => InsertAsync(transaction, checkpoint, cancellationToken), cancellationToken);

    private static async Task<bool> MoveAsync(DbTransaction transaction, long from, ArchiveRow last, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE audit_writers SET shipped_seq = @to, shipped_hash = @hash WHERE writer = @writer AND shipped_seq = @from";
        var values = new { to = last.Row.Seq, hash = last.Row.Hash, writer = last.Writer, from };
        return await transaction.ExecuteAsync(Sql, values, cancellationToken) == 1;
    }

    private static Task<int> InsertAsync(DbTransaction transaction, AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO audit_checkpoints (writer, seq, hash, signed_at, key_id, signature)
            VALUES (@Writer, @Seq, @Hash, @SignedAt, @KeyId, @Signature)
            ON CONFLICT (writer, seq) DO NOTHING
            """;
        return transaction.ExecuteAsync(Sql, checkpoint, cancellationToken);
    }
}
