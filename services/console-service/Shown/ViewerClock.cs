namespace FourRunr.WebConsole.Shown;

/// <summary>Times as the viewer's clock shows them.</summary>
internal sealed class ViewerClock(TimeProvider clock)
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <param name="id">IANA name, as browsers give it; UTC when this machine does not know it.</param>
    public void SetZone(string id) => _zone = TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Utc;

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    /// <summary>The moment at which the viewer's clock shows this.</summary>
    public DateTimeOffset FromLocal(DateTime shown) => new(DateTime.SpecifyKind(shown, DateTimeKind.Unspecified), _zone.GetUtcOffset(shown));

    /// <summary>E.g. <c>14:03:09</c> today, <c>2026-11-30 14:03</c> on other days.</summary>
    public string Short(DateTimeOffset at)
    {
        var local = Local(at);
        return local.ToString(local.Date == Local(Now).Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);
}
