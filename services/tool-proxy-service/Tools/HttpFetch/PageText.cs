using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Tools.HttpFetch;

/// <summary>
/// The text of a page. Whatever can be read as text is given as text, whatever its type says: the filters of a policy read text, and
/// a page must not get past them by calling itself an image.
/// </summary>
internal static class PageText
{
    private static readonly string[] TextTypes =
    [
        "application/json", "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
        "application/x-www-form-urlencoded", "application/yaml", "application/x-yaml", "application/x-ndjson", "application/graphql", "image/svg+xml",
    ];

    /// <returns>Null for what is not text.</returns>
    public static string? Decode(string? contentType, byte[] body)
    {
        var type = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed : null;
        if (!IsText(type?.MediaType) && !(Utf8.IsValid(body) && !body.Contains((byte)0)))
        {
            return null;
        }

        // A byte order mark counts more than what the header says.
        using var reader = new StreamReader(new MemoryStream(body), EncodingOf(type?.CharSet), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static bool IsText(string? mediaType) => mediaType is not null
        && (mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || TextTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase));

    private static Encoding EncodingOf(string? charset)
    {
        var name = charset?.Trim('"', '\'', ' ') ?? "";
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Not said, nothing that is known, or known and not safe to read (UTF-7).
            return Encoding.UTF8;
        }
    }
}
