namespace FourRunr.Documents;

/// <summary>Moments in documents, by <see cref="Rfc3339"/>.</summary>
public static class Moments
{
    /// <summary>A moment by RFC 3339, e.g. <c>2026-01-31T09:00:00Z</c>; an offset or Z must be given.</summary>
    public static DateTimeOffset? Moment(this ObjectReader reader, string member, bool required = false)
    {
        if (reader.Text(member, required) is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var moment))
        {
            return moment;
        }

        reader.Complain(member, $"must be a moment such as {Rfc3339.Example}, with Z or an offset");
        return null;
    }
}
