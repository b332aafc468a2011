using System.Net.Http.Headers;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// The text of an answer, decoded as the HTML standard says: by a byte order mark, the charset of the header, or the document's own
/// declaration. Everything that is readable as text counts as text, whatever its type says: policies filter text, and a page must not
/// avoid the filters by declaring itself an image. Binary content is not text, whatever its type says.
/// </summary>
/// <param name="Text">Decoded.</param>
/// <param name="Charset">The encoding, by its name.</param>
/// <param name="UnknownCharset">The declared encoding, if it is unknown.</param>
internal sealed record ResponseText(string Text, string Charset, string? UnknownCharset)
{
    /// <summary>More control characters than this, in percent of the bytes, make a body binary.</summary>
    private const int MostControlPercent = 2;

    private const int LongestLabel = 40;

    private static readonly string[] TextTypes =
    [
        "application/json", "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
        "application/x-www-form-urlencoded", "application/yaml", "application/x-yaml", "application/x-ndjson", "application/graphql", "image/svg+xml",
    ];

    /// <returns>Null if the body is not text.</returns>
    public static ResponseText? Decode(string? contentType, byte[] body)
    {
        var type = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : null;
        if (ByMark(body) is var (marked, length))
        {
            return new ResponseText(marked.GetString(body.AsSpan(length)), marked.WebName, null);
        }

        var isUtf8 = Utf8.IsValid(body);
        if (!IsText(type?.MediaType) && !(isUtf8 && !body.Contains((byte)0)))
        {
            return null;
        }

        var named = Cut(type?.CharSet?.Trim('"', '\'')) ?? (IsMarkup(type?.MediaType) ? UnlessUtf16(DeclaredCharset.Of(body)) : null);
        var known = named is null ? null : Charsets.Find(named);
        var encoding = known ?? (isUtf8 || !IsHtml(type?.MediaType) ? Encoding.UTF8 : Charsets.Windows1252);
        return !IsWide(encoding) && IsBinary(body) ? null : new ResponseText(encoding.GetString(body), encoding.WebName, known is null ? named : null);
    }

    /// <summary>A byte order mark takes precedence over the header.</summary>
    private static (Encoding Encoding, int Length)? ByMark(ReadOnlySpan<byte> body) =>
        body.StartsWith("\uFEFF"u8) ? (Encoding.UTF8, 3)
        : body.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) ? (Encoding.Unicode, 2)
        : body.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? (Encoding.BigEndianUnicode, 2)
        : null;

    /// <summary>A document whose declaration is readable as ASCII is not UTF-16.</summary>
    private static string? UnlessUtf16(string? label) => label is not null && Charsets.Find(label) is { } encoding && IsWide(encoding) ? "utf-8" : Cut(label);

    private static bool IsWide(Encoding encoding) => encoding.CodePage is 1200 or 1201;

    /// <summary>Binary data bytes by WHATWG MIME Sniffing; a few are tolerated.</summary>
    private static bool IsBinary(ReadOnlySpan<byte> body)
    {
        var odd = 0;
        foreach (var value in body)
        {
            odd += value is <= 0x08 or 0x0b or (>= 0x0e and <= 0x1a) or (>= 0x1c and <= 0x1f) ? 1 : 0;
        }

        return odd * 100L > body.Length * (long)MostControlPercent;
    }

    private static string? Cut(string? label) => string.IsNullOrWhiteSpace(label) ? null : label.Length <= LongestLabel ? label : label[..LongestLabel];

    private static bool IsText(string? mediaType) => mediaType is not null
        && (mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || IsMarkup(mediaType)
            || TextTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase));

    private static bool IsHtml(string? mediaType) =>
        mediaType is not null && (mediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) || mediaType.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    private static bool IsMarkup(string? mediaType) => mediaType is not null
        && (IsHtml(mediaType) || mediaType.EndsWith("/xml", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase));
}
