namespace FourRunr.ToolProxy.Schemas;

/// <summary>A <c>format</c> that is checked: its name, what messages call it, and the rule.</summary>
internal sealed record StringFormat(string Name, string Description, Func<string, bool> Fits)
{
    public static readonly IReadOnlyList<StringFormat> All =
    [
        new("uri", "an absolute URI", IsUri),
        new("email", "a mail address", IsEmail),
        new("date", "a date such as 2026-01-31", text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        new("date-time", "a moment such as 2026-01-31T09:00:00Z, with Z or an offset", text => Rfc3339.TryParse(text, out _)),
        new("uuid", "a UUID", text => Guid.TryParseExact(text, "D", out _)),
    ];

    private static bool IsUri(string text) =>
        !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '\\')
        // A path alone would do for an absolute URI on Unix.
        && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && Uri.CheckSchemeName(text[..end])
        && Uri.TryCreate(text, UriKind.Absolute, out _);

    private static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at is > 0 and <= 64 && at < text.Length - 1 && text.Length <= 254
            && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is ',' or '<' or '>')
            && text.IndexOf('@', StringComparison.Ordinal) == at;
    }
}
