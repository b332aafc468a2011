using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Audit.Summaries;

/// <summary>Adds up the counts of a range of minutes. Of the trail itself it reads the newest records of the range only.</summary>
internal sealed class CallSummary(Database database)
{
    private const int MostSampled = 1000;
    private const int MostTools = 50;

    public async Task<CallSummaryResponse> MakeAsync(MinuteRange range, CancellationToken cancellationToken)
    {
        var counts = await CountsAsync(range, cancellationToken);
        var byBucket = counts.ToLookup(count => count.Bucket);
        return new CallSummaryResponse
        {
            From = range.BeginOf(0),
            To = MinuteRange.MomentOf(range.To),
            BucketMinutes = range.Width,
            Total = Sum(counts),
            Buckets = [.. Enumerable.Range(0, range.Buckets).Select(bucket => new CallBucket(range.BeginOf(bucket), Sum(byBucket[bucket])))],
            Outcomes = [.. counts.GroupBy(count => count.Outcome)
                .Select(group => new OutcomeCount(group.Key, StatusOf(group.Key), group.Sum(count => count.Calls)))
                .OrderByDescending(outcome => outcome.Calls).ThenBy(outcome => outcome.Outcome, StringComparer.Ordinal)],
            Tools = [.. counts.GroupBy(count => count.Tool)
                .Select(group => new ToolCount(group.Key, Sum(group)))
                .OrderByDescending(tool => tool.Counts.Calls).ThenBy(tool => tool.Tool, StringComparer.Ordinal).Take(MostTools)],
            Durations = await DurationsAsync(range, cancellationToken),
        };
    }

    private Task<IReadOnlyList<Count>> CountsAsync(MinuteRange range, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT (minute - @From) / @width AS bucket, tool, outcome, CAST(SUM(calls) AS BIGINT) AS calls
            FROM call_counts WHERE minute >= @From AND minute < @To
            GROUP BY 1, 2, 3
            """;
        return database.QueryAsync<Count>(Sql, new { range.From, range.To, width = (long)range.Width }, cancellationToken);
    }

    private async Task<CallDurations?> DurationsAsync(MinuteRange range, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT entry FROM audit_entries WHERE call_id >= @from AND call_id < @to AND outcome <> 'unfinished'
            ORDER BY call_id DESC LIMIT @limit
            """;
        var values = new
        {
            from = GatewayId.FirstOf(GatewayId.Call, MinuteRange.MomentOf(range.From)),
            to = GatewayId.FirstOf(GatewayId.Call, MinuteRange.MomentOf(range.To)),
            limit = MostSampled + 1,
        };
        var entries = await database.QueryAsync<string>(Sql, values, cancellationToken);
        var durations = entries.Take(MostSampled).Select(JournalEntry.Read).Where(call => call.Calls is null).Select(call => call.DurationMs).Order().ToArray();
        return durations.Length == 0
            ? null
            : new CallDurations(Percentile(durations, 50), Percentile(durations, 99), durations.Length, Sampled: entries.Count > MostSampled);
    }

    /// <summary>The smallest value that so many of a hundred do not exceed.</summary>
    private static double Percentile(double[] ascending, int percent) => ascending[((ascending.Length * percent) + 99) / 100 - 1];

    private static CallCounts Sum(IEnumerable<Count> counts)
    {
        var sum = new CallCounts(0, 0, 0, 0);
        foreach (var count in counts)
        {
            var status = StatusOf(count.Outcome);
            sum = new CallCounts(
                sum.Calls + count.Calls,
                sum.Denials + (status is >= 400 and < 500 && count.Outcome != ToolCallOutcome.Cancelled ? count.Calls : 0),
                sum.Errors + (status >= 500 ? count.Calls : 0),
                sum.Cancelled + (count.Outcome == ToolCallOutcome.Cancelled ? count.Calls : 0));
        }

        return sum;
    }

    /// <summary>A code of another version counts as an error.</summary>
    private static int StatusOf(string outcome) => outcome switch
    {
        ToolCallOutcome.Ok => StatusCodes.Status200OK,
        ToolCallOutcome.Cancelled => StatusCodes.Status499ClientClosedRequest,
        _ => GatewayErrors.ByCode.TryGetValue(outcome, out var kind) ? kind.Status : StatusCodes.Status500InternalServerError,
    };

    private sealed record Count(long Bucket, string Tool, string Outcome, long Calls);
}
