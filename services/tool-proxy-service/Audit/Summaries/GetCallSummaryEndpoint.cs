using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Audit.Shipping;

namespace FourRunr.ToolProxy.Audit.Summaries;

internal static class GetCallSummaryEndpoint
{
    private const int UsualBuckets = 30;
    private const int MostBuckets = 96;

    private static readonly TimeSpan UsualRange = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRange = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/calls/summary", HandleAsync).WithName("GetCallSummary");

    /// <summary>
    /// Adds up the calls of at most 24 hours, from counts by the minute that are kept with the records: all that this replica has answered, and of
    /// others what has arrived. Calls without a recorded end are not counted. How long calls took is told from the newest 1,000.
    /// </summary>
    /// <param name="from">From the minute of this moment on (RFC 3339, or a date). Default: an hour before <c>to</c>.</param>
    /// <param name="to">To the end of the minute of this moment (RFC 3339, or a date); a whole minute is an end itself. Default: now.</param>
    /// <param name="buckets">In how many parts the range is shown at most, 1 to 96; they have the same length, of whole minutes. Default 30.</param>
    internal static async Task<Results<Ok<CallSummaryResponse>, ProblemResult>> HandleAsync(
        CallSummary summary,
        AuditShipper shipper,
        TimeProvider clock,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int? buckets,
        CancellationToken cancellationToken)
    {
        var until = to ?? clock.GetUtcNow();
        var since = from ?? (until < DateTimeOffset.UnixEpoch + UsualRange ? DateTimeOffset.UnixEpoch : until - UsualRange);
        if (since >= until || since < DateTimeOffset.UnixEpoch)
        {
            return InvalidQuery.Refuse("from", "must be before 'to'");
        }

        if (until - since > LongestRange)
        {
            return InvalidQuery.Refuse("from", "must be at most 24 hours before 'to'");
        }

        if (buckets is < 1 or > MostBuckets)
        {
            return InvalidQuery.Refuse("buckets", $"must be from 1 to {MostBuckets}");
        }

        await shipper.CatchUpAsync(cancellationToken);
        var range = MinuteRange.Of(since, until, buckets ?? UsualBuckets);
        return TypedResults.Ok(await summary.MakeAsync(range, cancellationToken));
    }
}
