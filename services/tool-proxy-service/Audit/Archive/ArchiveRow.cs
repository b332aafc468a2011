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
        new TextColumn<ArchiveRow>("writer", row => row.Writer),
        new Int64Column<ArchiveRow>("seq", row => row.Row.Seq),
        new TextColumn<ArchiveRow>("call_id", row => row.Record.CallId),
        new TextColumn<ArchiveRow>("agent_id", row => row.Record.AgentId),
        new TextColumn<ArchiveRow>("agent_name", row => row.Record.AgentName),
        new TextColumn<ArchiveRow>("tool", row => row.Record.Tool),
        new TextColumn<ArchiveRow>("action", row => row.Record.Action),
        new TextColumn<ArchiveRow>("outcome", row => row.Record.Outcome),
        new Int64Column<ArchiveRow>("counted_at", row => row.IsAnnouncement ? null : row.CountedAt),
        new Int64Column<ArchiveRow>("announced_at", row => row.IsAnnouncement ? row.CountedAt : null),
        new BytesColumn<ArchiveRow>("prev_hash", row => row.PreviousHash),
        new BytesColumn<ArchiveRow>("hash", row => row.Row.Hash),
        new Utf8Column<ArchiveRow>("entry", row => row.Row.Entry),
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

    private long? CountedAt => Record.CountedAt?.ToUnixTimeMilliseconds();

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
