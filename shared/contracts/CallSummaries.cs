namespace FourRunr.Contracts;

/// <summary>Answer of <c>GET /v1/admin/calls/summary</c>: calls whose end is on record, added up by the minute in which they began.</summary>
public sealed record CallSummaryResponse
{
    /// <summary>The beginning of a minute; what began at or after it is counted …</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>… and before this one.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Length of a bucket, in whole minutes; the last bucket may be shorter.</summary>
    public required int BucketMinutes { get; init; }
    public required CallCounts Total { get; init; }

    /// <summary>The oldest first, those without calls too.</summary>
    public required IReadOnlyList<CallBucket> Buckets { get; init; }

    /// <summary>The most frequent first.</summary>
    public required IReadOnlyList<OutcomeCount> Outcomes { get; init; }

    /// <summary>The most used first, at most 50.</summary>
    public required IReadOnlyList<ToolCount> Tools { get; init; }

    /// <summary>Absent without calls.</summary>
    public CallDurations? Durations { get; init; }
}

/// <summary>How many calls; a sum of callers without identity counts as the calls that it stands for.</summary>
/// <param name="Calls">All.</param>
/// <param name="Denials">Those refused with 4xx.</param>
/// <param name="Errors">Those that ended with 5xx.</param>
/// <param name="Cancelled">Those whose caller went away.</param>
public sealed record CallCounts(long Calls, long Denials, long Errors, long Cancelled);

/// <param name="From">Its beginning.</param>
public sealed record CallBucket(DateTimeOffset From, CallCounts Counts);

/// <param name="Outcome"><c>ok</c>, <c>cancelled</c> or an error code.</param>
/// <param name="Status">Its HTTP status; 499 for a cancelled call.</param>
public sealed record OutcomeCount(string Outcome, int Status, long Calls);

public sealed record ToolCount(string Tool, CallCounts Counts);

/// <summary>How long calls took, of the newest 1,000 in the range at most. Sums have no duration.</summary>
/// <param name="P50Ms">Half of them took at most this many milliseconds.</param>
/// <param name="P99Ms">99 of 100 took at most this many milliseconds.</param>
/// <param name="Calls">How many were looked at.</param>
/// <param name="Sampled">True when there are older ones in the range that were not looked at.</param>
public sealed record CallDurations(double P50Ms, double P99Ms, int Calls, bool Sampled);
