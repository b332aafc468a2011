using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>Lists recorded changes of operators. One that was written down twice is shown once.</summary>
internal sealed class ArchivedChanges(Database database)
{
    private const string NotRepeated = """
        NOT EXISTS (
            SELECT 1 FROM audit_changes AS earlier
            WHERE earlier.change_id = audit_changes.change_id
              AND (earlier.recorded_at, earlier.writer, earlier.seq) < (audit_changes.recorded_at, audit_changes.writer, audit_changes.seq))
        """;

    /// <summary>One page, newest first.</summary>
    public async Task<IReadOnlyList<OperatorChangeResponse>> ListAsync(ChangeFilter filter, string? before, int limit, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT entry FROM audit_changes
            WHERE {string.Join(" AND ", Conditions(filter, before))}
            ORDER BY change_id DESC
            LIMIT @limit
            """;
        var values = new
        {
            before,
            filter.SubjectKinds,
            filter.Subject,
            filter.OperatorId,
            filter.Action,
            from = filter.From is { } from ? GatewayId.FirstOf(GatewayId.Change, from) : null,
            to = filter.To is { } to ? GatewayId.FirstOf(GatewayId.Change, to) : null,
            limit,
        };
        var entries = await database.QueryAsync<string>(sql, values, cancellationToken);
        return [.. entries.Select(entry => JournalEntry.ReadChange(entry).Change)];
    }

    /// <summary>Removes the rows that were written down on whole days before this moment, as those of calls are.</summary>
    public static Task<int> RemoveBeforeAsync(Database database, DateTimeOffset moment, CancellationToken cancellationToken) => RowBatches.DeleteAsync(
        database, "audit_changes", "recorded_at < @before", new { before = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero) }, cancellationToken);

    private IEnumerable<string> Conditions(ChangeFilter filter, string? before) => ((string?[])
    [
        NotRepeated,
        before is null ? null : "change_id < @before",
        filter.SubjectKinds is null ? null : database.Dialect.IsAmong("subject_kind", "@SubjectKinds"),
        filter.Subject is null ? null : "(subject_id = @Subject OR parent_id = @Subject)",
        filter.OperatorId is null ? null : "operator_id = @OperatorId",
        filter.Action is null ? null : "action = @Action",
        filter.From is null ? null : "change_id >= @from",
        filter.To is null ? null : "change_id < @to",
    ]).OfType<string>();
}

/// <summary>Which changes to list; null means all.</summary>
/// <param name="Subject">The id of what was changed, or of what it belongs to.</param>
/// <param name="From">At or after, to the millisecond.</param>
/// <param name="To">Before, to the millisecond.</param>
internal sealed record ChangeFilter(
    string[]? SubjectKinds, string? Subject, string? OperatorId, string? Action, DateTimeOffset? From, DateTimeOffset? To);
