using System.Runtime.CompilerServices;
using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Integrity;

/// <summary>Reads the audit trail from the database, row by row, for verification and export.</summary>
internal sealed class ArchivedTrail(Database database)
{
    private const int PageSize = 1000;

    /// <summary>
    /// The rows that hold the calls and changes of a period: one range of row numbers for each writer. A range may include neighbouring calls, because
    /// rows are in the order in which calls end and changes arrive. Without a period each range also says which row must be the last.
    /// </summary>
    public Task<IReadOnlyList<TrailRange>> RangesAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        const string Whole = """
            SELECT writer, COALESCE((
                       SELECT MIN(first.seq) FROM (
                           SELECT MIN(seq) AS seq FROM audit_entries WHERE writer = audit_writers.writer
                           UNION ALL
                           SELECT MIN(seq) AS seq FROM audit_changes WHERE writer = audit_writers.writer) AS first), shipped_seq + 1) AS first_seq,
                   shipped_seq AS last_seq, shipped_seq AS head
            FROM audit_writers ORDER BY writer
            """;
        const string OfTime = """
            SELECT writer, MIN(seq) AS first_seq, MAX(seq) AS last_seq, CAST(NULL AS BIGINT) AS head
            FROM (
                SELECT writer, seq FROM audit_entries WHERE call_id >= @from AND call_id < @to
                UNION ALL
                SELECT writer, seq FROM audit_changes WHERE change_id >= @changesFrom AND change_id < @changesTo) AS found
            GROUP BY writer ORDER BY writer
            """;
        var values = new
        {
            from = GatewayId.FirstOf(GatewayId.Call, from ?? DateTimeOffset.UnixEpoch),
            to = to is { } end ? GatewayId.FirstOf(GatewayId.Call, end) : GatewayId.Call + "g",
            changesFrom = GatewayId.FirstOf(GatewayId.Change, from ?? DateTimeOffset.UnixEpoch),
            changesTo = to is { } last ? GatewayId.FirstOf(GatewayId.Change, last) : GatewayId.Change + "g",
        };
        var sql = from is null && to is null ? Whole : OfTime;
        return database.QueryAsync<TrailRange>(sql, values, cancellationToken);
    }

    /// <summary>The signed checkpoints of rows in the range.</summary>
    public Task<IReadOnlyList<AuditCheckpoint>> CheckpointsAsync(TrailRange range, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT writer, seq, hash, signed_at, key_id, signature FROM audit_checkpoints
            WHERE writer = @Writer AND seq >= @FirstSeq AND seq <= @LastSeq ORDER BY seq
            """;
        return database.QueryAsync<AuditCheckpoint>(Sql, range, cancellationToken);
    }

    /// <summary>
    /// The rows of the range, ascending; both of two rows with the same number. A whole row in the table of the other kind, where no list finds it,
    /// is not there.
    /// </summary>
    public async IAsyncEnumerable<AuditRow> RowsAsync(TrailRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT seq, id, is_change, prev_hash, hash, entry FROM (
                SELECT * FROM (
                    SELECT seq, call_id AS id, 0 AS is_change, prev_hash, hash, entry FROM audit_entries
                    WHERE writer = @Writer AND seq >= @seq AND seq <= @LastSeq AND (seq, call_id) > (@seq, @id)
                    ORDER BY seq, call_id LIMIT @limit) AS calls
                UNION ALL
                SELECT * FROM (
                    SELECT seq, change_id AS id, 1 AS is_change, prev_hash, hash, entry FROM audit_changes
                    WHERE writer = @Writer AND seq >= @seq AND seq <= @LastSeq AND (seq, change_id) > (@seq, @id)
                    ORDER BY seq, change_id LIMIT @limit) AS changes) AS trail
            ORDER BY seq, id LIMIT @limit
            """;
        var (seq, id) = (range.FirstSeq, "");
        while (true)
        {
            var values = new { range.Writer, seq, id, range.LastSeq, limit = PageSize };
            var page = await database.QueryAsync<Row>(Sql, values, cancellationToken);
            foreach (var row in page)
            {
                (seq, id) = (row.Seq, row.Id);
                var entry = Encoding.UTF8.GetBytes(row.Entry);
                if (!IsHidden(row, entry))
                {
                    yield return new AuditRow(range.Writer, row.Seq, row.PrevHash, row.Hash, entry);
                }
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private static bool IsHidden(Row row, byte[] entry) =>
        JournalEntry.IsChange(entry) != (row.IsChange == 1) && AuditChain.IsWhole(row.PrevHash, entry, row.Hash);

    /// <param name="IsChange">1 for a row of the changes, 0 for one of the calls.</param>
    private sealed record Row(long Seq, string Id, long IsChange, byte[] PrevHash, byte[] Hash, string Entry);
}

/// <summary>Rows of one writer, both ends included.</summary>
/// <param name="Head">The row that must be the last; null if the range ends before the trail does.</param>
internal sealed record TrailRange(string Writer, long FirstSeq, long LastSeq, long? Head);
