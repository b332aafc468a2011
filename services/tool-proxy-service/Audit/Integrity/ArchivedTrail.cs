using System.Runtime.CompilerServices;
using System.Text;
using FourRunr.Audit;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Audit.Integrity;

/// <summary>Reads the audit trail from the database, row by row, for verification and export.</summary>
internal sealed class ArchivedTrail(Database database)
{
    private const int PageSize = 1000;

    /// <summary>
    /// The rows that hold the calls of a period: one range of row numbers for each writer. A range may include neighbouring calls, because
    /// rows are in the order in which calls end. Without a period each range also says which row must be the last.
    /// </summary>
    public Task<IReadOnlyList<TrailRange>> RangesAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        const string Whole = """
            SELECT writer, COALESCE((SELECT MIN(seq) FROM audit_entries WHERE writer = audit_writers.writer), shipped_seq + 1) AS first_seq,
                   shipped_seq AS last_seq, shipped_seq AS head
            FROM audit_writers ORDER BY writer
            """;
        const string OfTime = """
            SELECT writer, MIN(seq) AS first_seq, MAX(seq) AS last_seq, CAST(NULL AS BIGINT) AS head
            FROM audit_entries WHERE call_id >= @from AND call_id < @to
            GROUP BY writer ORDER BY writer
            """;
        var values = new
        {
            from = GatewayId.FirstOf(GatewayId.Call, from ?? DateTimeOffset.UnixEpoch),
            to = to is { } end ? GatewayId.FirstOf(GatewayId.Call, end) : GatewayId.Call + "g",
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

    /// <summary>The rows of the range, ascending; both of two rows with the same number.</summary>
    public async IAsyncEnumerable<AuditRow> RowsAsync(TrailRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT seq, call_id, prev_hash, hash, entry FROM audit_entries
            WHERE writer = @Writer AND seq >= @seq AND seq <= @LastSeq AND (seq, call_id) > (@seq, @callId)
            ORDER BY seq, call_id LIMIT @limit
            """;
        var (seq, callId) = (range.FirstSeq, "");
        while (true)
        {
            var values = new { range.Writer, seq, callId, range.LastSeq, limit = PageSize };
            var page = await database.QueryAsync<(long Seq, string CallId, byte[] PrevHash, byte[] Hash, string Entry)>(Sql, values, cancellationToken);
            foreach (var row in page)
            {
                yield return new AuditRow(range.Writer, row.Seq, row.PrevHash, row.Hash, Encoding.UTF8.GetBytes(row.Entry));
                (seq, callId) = (row.Seq, row.CallId);
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }
}

/// <summary>Rows of one writer, both ends included.</summary>
/// <param name="Head">The row that must be the last; null if the range ends before the trail does.</param>
internal sealed record TrailRange(string Writer, long FirstSeq, long LastSeq, long? Head);
