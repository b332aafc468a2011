using System.Data.Common;
using FourRunr.Audit;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// The trail in the service's database, where all writers' rows come together. Every row arrives exactly once: with the rows
/// of a batch the place up to which its writer has come is moved, from where the sender believes it to be, in one transaction.
/// </summary>
internal sealed class AuditArchive(Database database, ArchivePartitions partitions, TimeProvider clock)
{
    private const string Entries = "audit_entries";

    /// <summary>Where the writer has come to; a new one is entered.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public Task<ArchivePlace> FindPlaceAsync(string writer, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string Enter = """
                INSERT INTO audit_writers (writer, shipped_seq, shipped_hash, started_at) VALUES (@writer, 0, @start, @now)
                ON CONFLICT (writer) DO NOTHING
                """;
            const string Find = "SELECT shipped_seq, shipped_hash FROM audit_writers WHERE writer = @writer";
            var values = new { writer, start = AuditChain.Start.ToArray(), now = clock.GetUtcNow() };
            await transaction.ExecuteAsync(Enter, values, cancellationToken);
            return await transaction.QuerySingleAsync<ArchivePlace>(Find, values, cancellationToken);
        }, cancellationToken);

    /// <param name="from">Where the writer is believed to have come to.</param>
    /// <param name="rows">What follows, at least one.</param>
    /// <returns>False, and nothing stored, if the writer had come to another place.</returns>
    /// <exception cref="StorageUnavailableException">The database is away: whether the batch has arrived, <see cref="FindPlaceAsync"/> tells.</exception>
    public async Task<bool> StoreAsync(long from, IReadOnlyList<ArchiveRow> rows, AuditCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(rows, cancellationToken);
        return await database.WriteAsync(async transaction =>
        {
            if (!await MoveAsync(transaction, from, rows[^1], cancellationToken))
            {
                return false;
            }

            await BulkInsert.WriteAsync(transaction, Entries, ArchiveRow.Columns, rows, cancellationToken);
            if (checkpoint is not null)
            {
                await InsertAsync(transaction, checkpoint, cancellationToken);
            }

            return true;
        }, cancellationToken, isPatient: true);
    }

    /// <summary>A checkpoint of rows that have arrived before.</summary>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
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

/// <summary>Up to which row the database has a writer's rows; 0 and the start of the chain for none.</summary>
internal sealed class ArchivePlace
{
    public required long ShippedSeq { get; init; }

    public required byte[] ShippedHash { get; init; }
}
