using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>A row of <c>audit_entries</c> on its way there. Of the record it keeps only what columns need: many of them may wait.</summary>
internal sealed class ArchiveRow(string writer, JournalRow row, byte[] previousHash, CallRecordResponse record)
{
    public static readonly IReadOnlyList<BulkColumn<ArchiveRow>> Columns =
    [
        new TextColumn<ArchiveRow>("writer", row => row.Writer),
        new Int64Column<ArchiveRow>("seq", row => row.Row.Seq),
        new TextColumn<ArchiveRow>("call_id", row => row.CallId),
        new TextColumn<ArchiveRow>("agent_id", row => row._agentId),
        new TextColumn<ArchiveRow>("agent_name", row => row._agentName),
        new TextColumn<ArchiveRow>("tool", row => row._tool),
        new TextColumn<ArchiveRow>("action", row => row._action),
        new TextColumn<ArchiveRow>("outcome", row => row._outcome),
        new Int64Column<ArchiveRow>("counted_at", row => row.IsAnnouncement ? null : row._countedAt),
        new Int64Column<ArchiveRow>("announced_at", row => row.IsAnnouncement ? row._countedAt : null),
        new BytesColumn<ArchiveRow>("prev_hash", row => row.PreviousHash),
        new BytesColumn<ArchiveRow>("hash", row => row.Row.Hash),
        new Utf8Column<ArchiveRow>("entry", row => row.Row.Entry),
    ];

    private readonly string? _agentId = record.AgentId;
    private readonly string? _agentName = record.AgentName;
    private readonly string _tool = record.Tool;
    private readonly string _action = record.Action;
    private readonly string _outcome = record.Outcome;
    private readonly long? _countedAt = record.CountedAt?.ToUnixTimeMilliseconds();

    public string Writer => writer;

    public JournalRow Row => row;

    public byte[] PreviousHash => previousHash;

    public string CallId { get; } = record.CallId;

    /// <summary>Whether the row still is what was written after the row before it.</summary>
    public bool IsIntact
    {
        get
        {
            Span<byte> hash = stackalloc byte[AuditChain.HashSize];
            AuditChain.Hash(PreviousHash, Row.Entry.Span, hash);
            return hash.SequenceEqual(Row.Hash);
        }
    }

    private bool IsAnnouncement => _outcome == CallRecord.Unfinished;

    /// <summary>The rows after <paramref name="after"/>, read back from a journal.</summary>
    /// <param name="rows">Consecutive, from that one on, which only tells what the next hangs on.</param>
    public static List<ArchiveRow> Of(string writer, long after, IReadOnlyList<JournalRow> rows)
    {
        var result = new List<ArchiveRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var previous = i > 0 ? rows[i - 1].Hash : rows[i].Seq == 1 ? AuditChain.Start.ToArray() : null;
            if (rows[i].Seq > after && previous is not null)
            {
                result.Add(new ArchiveRow(writer, rows[i], previous, JournalEntry.Read(rows[i].Entry.Span)));
            }
        }

        return result;
    }
}
