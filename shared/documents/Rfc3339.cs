using System.Text.RegularExpressions;

namespace FourRunr.Documents;

/// <summary>
/// The one reader of moments, by RFC 3339 section 5.6: <c>2026-01-31T09:00:00Z</c>, with a fraction of any length, <c>t</c> and
/// <c>z</c> in lower case, and always with an offset: a local time would mean another moment on every machine.
/// <list type="bullet">
/// <item>Digits of a fraction beyond the seventh (100 ns) are cut off.</item>
/// <item>A leap second, which stands at 23:59:60 UTC only, is the moment after it, as in Unix time.</item>
/// </list>
/// </summary>
public static partial class Rfc3339
{
    private const int DigitsOfTick = 7;

    /// <summary>What messages show.</summary>
    public const string Example = "2026-01-31T09:00:00Z";

    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (text is null || Form.Match(text) is not { Success: true, Groups: var parts } || !TryParseDate(parts["date"].ValueSpan, out var date))
        {
            return false;
        }

        var offset = (Number("hours") * TimeSpan.TicksPerHour) + (Number("minutes") * TimeSpan.TicksPerMinute);
        var utc = date.Ticks + (Number("hour") * TimeSpan.TicksPerHour) + (Number("minute") * TimeSpan.TicksPerMinute) + (Number("second") * TimeSpan.TicksPerSecond)
            + int.Parse(parts["fraction"].Value.PadRight(DigitsOfTick, '0')[..DigitsOfTick], CultureInfo.InvariantCulture)
            - (parts["sign"].ValueSpan is "-" ? -offset : offset);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks || (Number("second") == 60 && utc % TimeSpan.TicksPerDay >= TimeSpan.TicksPerSecond))
        {
            return false;
        }

        moment = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;

        int Number(string part) => parts[part].Success ? int.Parse(parts[part].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A <c>full-date</c> such as <c>2026-01-31</c>, as its beginning in UTC.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out DateTime date) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    [GeneratedRegex("""
        \A(?<date>[0-9-]{10})[Tt](?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)(\.(?<fraction>[0-9]+))?
        ([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Form { get; }
}
