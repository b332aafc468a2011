namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// A day or month of a time zone. It has one slot, the moment at which it begins: the first at which the zone's clocks show midnight or later. So a day
/// has 23 or 25 hours where clocks change, and begins at 1:00 where they skip midnight.
/// </summary>
internal sealed class CalendarBudgetWindow(CalendarWindow calendar, TimeZoneInfo zone) : BudgetWindow
{
    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>No zone is further from UTC than this.</summary>
    private static readonly TimeSpan MostOffset = TimeSpan.FromHours(27);

    private volatile WindowSpan? _latest;

    public override string Shape => $"{(calendar == CalendarWindow.Day ? "day" : "month")}:{zone.Id}";

    public override long SlotAt(long at) => StretchAt(at).Start;

    public override long OldestAt(long now) => StretchAt(now).Start;

    public override long LeavesAt(long slot) => StretchAt(slot).End;

    public override long StartAt(long now) => StretchAt(now).Start;

    public override WindowSpan StretchAt(long now)
    {
        if (_latest is { } latest && latest.Contains(now))
        {
            return latest;
        }

        var found = Find(now);
        if (_latest is null || found.Start > _latest?.Start)
        {
            _latest = found;
        }

        return found;
    }

    public override long MemoryAt(long now) => StretchAt(now).End - now + Day;

    private WindowSpan Find(long now)
    {
        var date = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(now), zone).DateTime.Date;
        var first = calendar == CalendarWindow.Day ? date : new DateTime(date.Year, date.Month, 1);
        var span = new WindowSpan(FirstMomentOf(first), FirstMomentOf(Next(first)));
        // Where clocks are set back over midnight, the old date comes again: it belongs to the new day, which has begun.
        return now < span.Start ? new WindowSpan(FirstMomentOf(Previous(first)), span.Start)
            : now >= span.End ? new WindowSpan(span.End, FirstMomentOf(Next(Next(first))))
            : span;
    }

    private DateTime Next(DateTime first) => calendar == CalendarWindow.Day ? first.AddDays(1) : first.AddMonths(1);

    private DateTime Previous(DateTime first) => calendar == CalendarWindow.Day ? first.AddDays(-1) : first.AddMonths(-1);

    /// <summary>The first second at which the zone's clocks show this time or a later one.</summary>
    private long FirstMomentOf(DateTime local)
    {
        var utc = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var (before, after) = (Seconds(utc - MostOffset), Seconds(utc + MostOffset));
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (TimeZoneInfo.ConvertTimeFromUtc(DateTimeOffset.FromUnixTimeSeconds(middle).UtcDateTime, zone) >= local)
            {
                after = middle;
            }
            else
            {
                before = middle;
            }
        }

        return after * 1000;
    }

    private static long Seconds(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeSeconds();
}
