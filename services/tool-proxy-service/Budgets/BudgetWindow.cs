namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// When spending is given back. Time is cut into slots, numbered so that later ones are larger; what was spent in a slot counts until the slot leaves
/// the window. The scripts do the same arithmetic. All times are Unix milliseconds.
/// </summary>
internal abstract class BudgetWindow
{
    private static readonly TimeSpan ShortestSliding = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSliding = TimeSpan.FromDays(31);

    /// <summary>E.g. <c>day:America/Toronto</c> or <c>sliding:86400000</c>.</summary>
    public abstract string Shape { get; }

    public abstract long SlotAt(long at);

    /// <summary>The first slot that still counts.</summary>
    public abstract long OldestAt(long now);

    /// <summary>When spending of the slot no longer counts.</summary>
    public abstract long LeavesAt(long slot);

    /// <summary>The first moment whose spending counts at <paramref name="now"/>.</summary>
    public abstract long StartAt(long now);

    /// <summary>
    /// The stretch in which a threshold is told once: the calendar window, or as long a stretch as a sliding window has, aligned to the Unix epoch.
    /// </summary>
    public abstract WindowSpan StretchAt(long now);

    /// <summary>How long an account is kept after its last use.</summary>
    public abstract long MemoryAt(long now);

    /// <returns>Null if it cannot be read.</returns>
    public static BudgetWindow? TryRead(BudgetWindowSpec spec) => spec switch
    {
        { Calendar: { } calendar, Sliding: null } when Zone(spec.Timezone ?? "UTC") is { } zone => new CalendarBudgetWindow(calendar, zone),
        { Calendar: null, Timezone: null, Sliding: { } text }
            when GatewayDuration.TryParse(text, out var length) && length >= ShortestSliding && length <= LongestSliding =>
                new SlidingBudgetWindow((long)length.TotalMilliseconds),
        _ => null,
    };

    private static TimeZoneInfo? Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && (zone.HasIanaId || name == "UTC") ? zone : null;
}

/// <param name="Start">Its first moment, Unix milliseconds.</param>
/// <param name="End">The first moment after it.</param>
internal sealed record WindowSpan(long Start, long End)
{
    public bool Contains(long at) => at >= Start && at < End;
}
