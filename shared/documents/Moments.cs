using System.Globalization;

namespace FourRunr.Documents;

/// <summary>Moments in documents (RFC 3339 with Z or an offset): a local time would mean another moment on every machine.</summary>
public static class Moments
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        return (text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }

    /// <summary>A moment by RFC 3339, e.g. <c>2026-01-31T09:00:00Z</c>; an offset or Z must be given.</summary>
    public static DateTimeOffset? Moment(this ObjectReader reader, string member, bool required = false)
    {
        if (reader.Text(member, required) is not { } text)
        {
            return null;
        }

        if (TryParse(text, out var moment))
        {
            return moment;
        }

        reader.Complain(member, "must be a moment such as 2026-01-31T09:00:00Z, with Z or an offset");
        return null;
    }
}
