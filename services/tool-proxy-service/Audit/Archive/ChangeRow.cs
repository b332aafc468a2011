using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>The record of a change, to be written to <c>audit_changes</c>.</summary>
internal sealed class ChangeRow(string writer, JournalRow row, byte[] previousHash, RecordedChange recorded) : ArchiveRow(writer, row, previousHash)
{
    public static readonly IReadOnlyList<BulkColumn<ChangeRow>> Columns =
    [
        new TextColumn<ChangeRow>("writer", row => row.Writer),
        new Int64Column<ChangeRow>("seq", row => row.Row.Seq),
        new TextColumn<ChangeRow>("change_id", row => row._change.ChangeId),
        new Int64Column<ChangeRow>("recorded_at", row => row._recordedAt),
        new TextColumn<ChangeRow>("operator_id", row => row._change.Operator.OperatorId),
        new TextColumn<ChangeRow>("action", row => row._change.Action),
        new TextColumn<ChangeRow>("subject_kind", row => row._change.Subject.Kind),
        new TextColumn<ChangeRow>("subject_id", row => row._change.Subject.Id),
        new TextColumn<ChangeRow>("parent_id", row => row._change.Subject.ParentId),
        new BytesColumn<ChangeRow>("prev_hash", row => row.PreviousHash),
        new BytesColumn<ChangeRow>("hash", row => row.Row.Hash),
        new Utf8Column<ChangeRow>("entry", row => row.Row.Entry),
    ];

    private readonly OperatorChangeResponse _change = recorded.Change;
    private readonly long _recordedAt = recorded.RecordedAt.ToUnixTimeMilliseconds();
}
