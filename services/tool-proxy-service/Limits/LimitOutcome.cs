namespace FourRunr.ToolProxy.Limits;

/// <summary>One limit after a call.</summary>
/// <param name="Allowed">Whether this limit lets the call pass.</param>
/// <param name="Remaining">Calls that are left.</param>
/// <param name="RetryAfter">When refused: until one call would pass again. Zero when allowed.</param>
/// <param name="ResetAfter">Until nothing of the limit is used any more.</param>
internal readonly record struct LimitState(bool Allowed, long Remaining, TimeSpan RetryAfter, TimeSpan ResetAfter);

internal readonly record struct QuotaState(Quota Quota, LimitState State);

/// <summary>Whether the limits allow a call, and the state of every limit after it.</summary>
internal sealed record LimitOutcome
{
    public required LimitState Rate { get; init; }

    /// <summary>In the order of the request; empty if the rate limit refused, because the quotas were not checked.</summary>
    public IReadOnlyList<QuotaState> Quotas { get; init; } = [];

    /// <summary>When the call was charged, on the clock of the quotas. Part of the call's record if it reaches the tool.</summary>
    public DateTimeOffset TakenAt { get; init; }

    /// <summary>Null when no quota was charged.</summary>
    public QuotaCharge? Charge { get; init; }

    /// <summary>Decided by this replica's local share, because Redis is or was not available.</summary>
    public bool Degraded { get; init; }

    public bool Allowed => Rate.Allowed && RefusedBy is null;

    /// <summary>The refusing quota with the longest wait.</summary>
    public QuotaState? RefusedBy
    {
        get
        {
            QuotaState? longest = null;
            foreach (var quota in Quotas)
            {
                if (!quota.State.Allowed && (longest is null || quota.State.RetryAfter > longest.Value.State.RetryAfter))
                {
                    longest = quota;
                }
            }

            return longest;
        }
    }

    /// <summary>Zero when allowed.</summary>
    public TimeSpan RetryAfter => !Rate.Allowed ? Rate.RetryAfter : RefusedBy?.State.RetryAfter ?? TimeSpan.Zero;

    /// <summary>Of the limit that refused; of the rate when none did.</summary>
    public long Remaining => Rate.Allowed && RefusedBy is { } quota ? quota.State.Remaining : Rate.Remaining;
}
