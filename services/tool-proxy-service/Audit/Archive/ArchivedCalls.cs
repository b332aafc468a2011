using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>Lists recorded calls. The record that announced a side effect is hidden once the call's end is recorded.</summary>
internal sealed class ArchivedCalls(Database database)
{
    private readonly ToolMinutes _minutes = new(database);

    private const string NotSuperseded = """
        (outcome <> 'unfinished' OR NOT EXISTS (
            SELECT 1 FROM audit_entries AS later WHERE later.call_id = audit_entries.call_id AND later.seq > audit_entries.seq))
        """;

    /// <summary>One page, newest first.</summary>
    public Task<IReadOnlyList<CallRecordResponse>> ListAsync(CallFilter filter, string? before, int limit, CancellationToken cancellationToken) =>
        filter is { Tool: { } tool, AgentId: null, AgentName: null, Rule: null, CorrelationId: null, Outcome: not CallRecord.Unfinished }
            ? ListOfToolAsync(tool, filter, before, limit, cancellationToken)
            : ReadAsync(filter, before, limit, cancellationToken);

    /// <summary>
    /// The trail has no index by tool, which every call would pay for: a search for a tool that is seldom called would read all of it. The counts say
    /// in which minutes it was called.
    /// </summary>
    private async Task<IReadOnlyList<CallRecordResponse>> ListOfToolAsync(
        string tool, CallFilter filter, string? before, int limit, CancellationToken cancellationToken)
    {
        // Calls without an end are not counted; an index leads to them.
        List<CallRecordResponse> found = filter is { Outcome: null, Outcomes: null }
            ? [.. await ReadAsync(filter with { Outcome = CallRecord.Unfinished }, before, limit, cancellationToken)]
            : [];
        var counted = 0;
        await foreach (var (from, to) in _minutes.FindAsync(tool, filter, before, limit, cancellationToken))
        {
            var narrowed = filter with { From = filter.From > from ? filter.From : from, To = filter.To < to ? filter.To : to, IsFinished = true };
            var calls = await ReadAsync(narrowed, before, limit - counted, cancellationToken);
            found.AddRange(calls);
            counted += calls.Count;
            if (counted >= limit)
            {
                break;
            }
        }

        return [.. found.OrderByDescending(call => call.CallId, StringComparer.Ordinal).Take(limit)];
    }

    private async Task<IReadOnlyList<CallRecordResponse>> ReadAsync(CallFilter filter, string? before, int limit, CancellationToken cancellationToken)
    {
        // Only the given filters are in the text: an optional condition would keep indexes from being used.
        var sql = $"""
            SELECT entry FROM audit_entries
            WHERE {string.Join(" AND ", Conditions(filter, before))}
            ORDER BY call_id DESC
            LIMIT @limit
            """;
        var values = new
        {
            before,
            filter.AgentId,
            filter.AgentName,
            filter.Tool,
            filter.Outcome,
            filter.Outcomes,
            filter.Rule,
            filter.CorrelationId,
            from = filter.From is { } from ? GatewayId.FirstOf(GatewayId.Call, from) : null,
            to = filter.To is { } to ? GatewayId.FirstOf(GatewayId.Call, to) : null,
            limit,
        };
        var entries = await database.QueryAsync<string>(sql, values, cancellationToken);
        return [.. entries.Select(JournalEntry.Read)];
    }

    private IEnumerable<string> Conditions(CallFilter filter, string? before) => ((string?[])
    [
        // Only where it makes a difference: Postgres may answer it by reading the whole trail once.
        filter is { Outcome: null or CallRecord.Unfinished, Outcomes: null, IsFinished: false } ? NotSuperseded : null,
        before is null ? null : "call_id < @before",
        filter.AgentId is null ? null : "agent_id = @AgentId",
        filter.AgentName is null ? null : "agent_name = @AgentName",
        filter.Tool is null ? null : "tool = @Tool",
        // The partial index leaves out 'ok', and is used only by a query that excludes it too. A plain comparison with 'ok' looks to SQLite as if few
        // rows had it: it would read and sort all of them instead of going back from the newest.
        filter.Outcome switch { null => null, "ok" => "outcome || '' = 'ok'", _ => "outcome = @Outcome AND outcome <> 'ok'" },
        filter.IsFinished ? $"outcome <> '{CallRecord.Unfinished}'" : null,
        filter.Outcomes is null ? null : $"{database.Dialect.IsAmong("outcome", "@Outcomes")} AND outcome <> 'ok'",
        // Without an index, which every call would pay for: the range is bounded.
        filter.Rule is null ? null : $"{database.Dialect.TextOf("entry", "rule")} = @Rule",
        filter.CorrelationId is null ? null : $"{database.Dialect.TextOf("entry", "correlation_id")} = @CorrelationId",
        filter.From is null ? null : "call_id >= @from",
        filter.To is null ? null : "call_id < @to",
    ]).OfType<string>();
}

/// <summary>Which records to list; null means all.</summary>
/// <param name="Outcomes">One of these, <c>ok</c> not among them.</param>
/// <param name="Rule">Only together with a range: every record in it may be read.</param>
/// <param name="CorrelationId">Likewise.</param>
/// <param name="From">At or after, to the millisecond.</param>
/// <param name="To">Before, to the millisecond.</param>
/// <param name="IsFinished">Only calls whose end is recorded.</param>
internal sealed record CallFilter(
    string? AgentId, string? AgentName, string? Tool, string? Outcome, string[]? Outcomes, string? Rule, string? CorrelationId,
    DateTimeOffset? From, DateTimeOffset? To, bool IsFinished = false);
