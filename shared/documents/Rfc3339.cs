using System.Globalization;

namespace FourRunr.Documents;

/// <summary>
/// The one reader of moments, by RFC 3339 section 5.6: <c>2026-01-31T09:00:00Z</c>, with a fraction of any length, <c>t</c> and
/// <c>z</c> in lower case, and always with an offset: a local time would mean another moment on every machine.
/// <list type="bullet">
/// <item>Digits of a fraction beyond the seventh (100 ns) are cut off.</item>
/// <item>A leap second, which stands at 23:59:60 UTC only, is the moment after it, as in Unix time.</item>
/// </list>
/// </summary>
public static class Rfc3339
{
    private const int LengthOfDate = 10;
    private const int LengthToSeconds = 19;
    private const int DigitsOfTick = 7;

    /// <summary>What messages show.</summary>
    public const string Example = "2026-01-31T09:00:00Z";

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length <= LengthToSeconds
            || !TryParseDate(text[..LengthOfDate], out var date)
            || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':'
            || !TryParseNumber(text[11..13], 23, out var hour)
            || !TryParseNumber(text[14..16], 59, out var minute)
            || !TryParseNumber(text[17..19], 60, out var second)
            || !TryParseFraction(text[LengthToSeconds..], out var ticks, out var zone)
            || !TryParseOffset(zone, out var offset))
        {
            return false;
        }

        var utc = date.Ticks + (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond) + ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks || (second == 60 && utc % TimeSpan.TicksPerDay >= TimeSpan.TicksPerSecond))
        {
            return false;
        }

        moment = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    /// <summary>A <c>full-date</c> such as <c>2026-01-31</c>, as its beginning in UTC.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out DateTime date) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private static bool TryParseFraction(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = text;
        if (text[0] != '.')
        {
            return true;
        }

        var end = text[1..].IndexOfAnyExceptInRange('0', '9') + 1;
        if (end < 2)
        {
            return false;
        }

        for (var i = 1; i <= DigitsOfTick; i++)
        {
            ticks = (ticks * 10) + (i < end ? text[i] - '0' : 0);
        }

        rest = text[end..];
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryParseNumber(text[1..3], 23, out var hours) || !TryParseNumber(text[4..], 59, out var minutes))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
