using FourRunr.Audit;
using FourRunr.Storage;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// A row to be written to <c>audit_entries</c>. It keeps only the parts of the record that have columns, because many rows may wait.
/// </summary>
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
    private readonly long _calls = record.Calls ?? 1;
    private readonly long? _countedAt = record.CountedAt?.ToUnixTimeMilliseconds();

    public string Writer => writer;

    public JournalRow Row => row;

    public byte[] PreviousHash => previousHash;

    public string CallId { get; } = record.CallId;

    /// <summary>Empty for a call that cost nothing.</summary>
    public IReadOnlyList<SpendRow> Spend { get; } = SpendRow.Of(record);

    /// <summary>Whether the row's hash matches its entry and the row before it.</summary>
    public bool IsIntact
    {
        get
        {
            Span<byte> hash = stackalloc byte[AuditChain.HashSize];
            AuditChain.Hash(PreviousHash, Row.Entry.Span, hash);
            return hash.SequenceEqual(Row.Hash);
        }
    }

    /// <summary>Null for a side effect that was about to begin: its end is counted.</summary>
    public CallCount? Count => IsAnnouncement ? null : new CallCount(CallCount.MinuteOf(GatewayId.MomentOf(CallId)), writer, _tool, _outcome, _calls);

    private bool IsAnnouncement => _outcome == CallRecord.Unfinished;

    /// <summary>The rows after <paramref name="after"/>, read back from a journal.</summary>
    /// <param name="rows">Consecutive, starting with that row: the next one needs its hash.</param>
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
