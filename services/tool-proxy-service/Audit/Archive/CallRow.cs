using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// The record of a call, to be written to <c>audit_entries</c>. It keeps only the parts of the record that have columns, because many rows may
/// wait.
/// </summary>
internal sealed class CallRow(string writer, JournalRow row, byte[] previousHash, CallRecordResponse record) : ArchiveRow(writer, row, previousHash)
{
    public static readonly IReadOnlyList<BulkColumn<CallRow>> Columns =
    [
        new TextColumn<CallRow>("writer", row => row.Writer),
        new Int64Column<CallRow>("seq", row => row.Row.Seq),
        new TextColumn<CallRow>("call_id", row => row.CallId),
        new TextColumn<CallRow>("agent_id", row => row._agentId),
        new TextColumn<CallRow>("agent_name", row => row._agentName),
        new TextColumn<CallRow>("tool", row => row._tool),
        new TextColumn<CallRow>("action", row => row._action),
        new TextColumn<CallRow>("outcome", row => row._outcome),
        new Int64Column<CallRow>("counted_at", row => row.IsAnnouncement ? null : row._countedAt),
        new Int64Column<CallRow>("announced_at", row => row.IsAnnouncement ? row._countedAt : null),
        new BytesColumn<CallRow>("prev_hash", row => row.PreviousHash),
        new BytesColumn<CallRow>("hash", row => row.Row.Hash),
        new Utf8Column<CallRow>("entry", row => row.Row.Entry),
    ];

    private readonly string? _agentId = record.AgentId;
    private readonly string? _agentName = record.AgentName;
    private readonly string _tool = record.Tool;
    private readonly string _action = record.Action;
    private readonly string _outcome = record.Outcome;
    private readonly long _calls = record.Calls ?? 1;
    private readonly long? _countedAt = record.CountedAt?.ToUnixTimeMilliseconds();

    public string CallId { get; } = record.CallId;

    /// <summary>Empty for a call that cost nothing.</summary>
    public IReadOnlyList<SpendRow> Spend { get; } = SpendRow.Of(record);

    /// <summary>Null for a side effect that was about to begin: its end is counted.</summary>
    public CallCount? Count => IsAnnouncement ? null : new CallCount(CallCount.MinuteOf(GatewayId.MomentOf(CallId)), Writer, _tool, _outcome, _calls);

    private bool IsAnnouncement => _outcome == CallRecord.Unfinished;
}
