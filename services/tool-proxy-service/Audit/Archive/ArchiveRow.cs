using System.Data;
using System.Text;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>A row of <c>audit_entries</c> on its way there.</summary>
internal sealed record ArchiveRow(string Writer, JournalRow Row, byte[] PreviousHash, CallRecordResponse Record)
{
    public static readonly IReadOnlyList<BulkColumn<ArchiveRow>> Columns =
    [
        new("writer", DbType.String, row => row.Writer),
        new("seq", DbType.Int64, row => row.Row.Seq),
        new("call_id", DbType.String, row => row.Record.CallId),
        new("agent_id", DbType.String, row => row.Record.AgentId),
        new("agent_name", DbType.String, row => row.Record.AgentName),
        new("tool", DbType.String, row => row.Record.Tool),
        new("action", DbType.String, row => row.Record.Action),
        new("outcome", DbType.String, row => row.Record.Outcome),
        new("counted_at", DbType.Int64, row => row.IsAnnouncement ? null : row.CountedAt),
        new("announced_at", DbType.Int64, row => row.IsAnnouncement ? row.CountedAt : null),
        new("prev_hash", DbType.Binary, row => row.PreviousHash),
        new("hash", DbType.Binary, row => row.Row.Hash),
        new("entry", DbType.String, row => Encoding.UTF8.GetString(row.Row.Entry)),
    ];

    /// <summary>Whether the row still is what was written after the row before it.</summary>
    public bool IsIntact
    {
        get
        {
            Span<byte> hash = stackalloc byte[AuditChain.HashSize];
            AuditChain.Hash(PreviousHash, Row.Entry, hash);
            return hash.SequenceEqual(Row.Hash);
        }
    }

    private bool IsAnnouncement => Record.Outcome == CallRecord.Unfinished;

    private object? CountedAt => Record.CountedAt?.ToUnixTimeMilliseconds();

    /// <summary>The rows after <paramref name="after"/>.</summary>
    /// <param name="rows">Consecutive, from that one on, which only tells what the next hangs on.</param>
    public static List<ArchiveRow> Of(string writer, long after, IReadOnlyList<JournalRow> rows)
    {
        var result = new List<ArchiveRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var previous = i > 0 ? rows[i - 1].Hash : rows[i].Seq == 1 ? AuditChain.Start.ToArray() : null;
            if (rows[i].Seq > after && previous is not null)
            {
                result.Add(new ArchiveRow(writer, rows[i], previous, JournalEntry.Read(rows[i].Entry)));
            }
        }

        return result;
    }
}
