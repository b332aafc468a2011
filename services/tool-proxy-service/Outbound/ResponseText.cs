using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// The text of an answer, decoded as the HTML standard says: a byte order mark, the charset of the header, what the document says
/// itself. Whatever can be read as text is given as text, whatever its type says: the filters of a policy read text, and a page must
/// not get past them by calling itself an image. What is not text is not: a picture that calls itself HTML is no page.
/// </summary>
/// <param name="Text">Decoded.</param>
/// <param name="Charset">The encoding, by its name.</param>
/// <param name="UnknownCharset">What the answer calls its encoding, if nobody knows that name.</param>
internal sealed record ResponseText(string Text, string Charset, string? UnknownCharset)
{
    /// <summary>Of a hundred bytes: more characters than this that no text has make it something else.</summary>
    private const int MostOddPercent = 2;

    private const int LongestLabel = 40;

    private static readonly string[] TextTypes =
    [
        "application/json", "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
        "application/x-www-form-urlencoded", "application/yaml", "application/x-yaml", "application/x-ndjson", "application/graphql", "image/svg+xml",
    ];

    /// <returns>Null for what is not text.</returns>
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

    /// <summary>Counts more than what the header says.</summary>
    private static (Encoding Encoding, int Length)? ByMark(ReadOnlySpan<byte> body) =>
        body.StartsWith("\uFEFF"u8) ? (Encoding.UTF8, 3)
        : body.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) ? (Encoding.Unicode, 2)
        : body.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? (Encoding.BigEndianUnicode, 2)
        : null;

    /// <summary>A document that could say so in ASCII is not UTF-16.</summary>
    private static string? UnlessUtf16(string? label) => label is not null && Charsets.Find(label) is { } encoding && IsWide(encoding) ? "utf-8" : Cut(label);

    private static bool IsWide(Encoding encoding) => encoding.CodePage is 1200 or 1201;

    /// <summary>Bytes that no text has (WHATWG MIME Sniffing), beside a few that may have got into one.</summary>
    private static bool IsBinary(ReadOnlySpan<byte> body)
    {
        var odd = 0;
        foreach (var value in body)
        {
            odd += value is <= 0x08 or 0x0b or (>= 0x0e and <= 0x1a) or (>= 0x1c and <= 0x1f) ? 1 : 0;
        }

        return odd * 100L > body.Length * (long)MostOddPercent;
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
