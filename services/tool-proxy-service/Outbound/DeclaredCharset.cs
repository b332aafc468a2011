using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>The encoding that a document names in its first bytes: <c>meta</c> in HTML, the declaration in XML.</summary>
internal static partial class DeclaredCharset
{
    /// <summary>The HTML standard lets a parser look this far ahead.</summary>
    private const int MostBytes = 1024;

    /// <returns>The label as written; null if there is none.</returns>
    public static string? Of(ReadOnlySpan<byte> body)
    {
        // Names of encodings are ASCII, whatever surrounds them.
        var start = Encoding.Latin1.GetString(body[..Math.Min(body.Length, MostBytes)]);
        if (XmlDeclaration.Match(start) is { Success: true } declaration)
        {
            return declaration.Groups[1].Value;
        }

        if (!start.Contains("<meta", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var head = new HtmlParser().ParseDocument(start);
        return head.QuerySelectorAll("meta").OfType<IHtmlMetaElement>().Select(LabelIn).FirstOrDefault(label => label is not null);
    }

    private static string? LabelIn(IHtmlMetaElement meta) => meta.Charset is { Length: > 0 } label ? label
        : string.Equals(meta.HttpEquivalent, "content-type", StringComparison.OrdinalIgnoreCase) && CharsetIn.Match(meta.Content ?? "") is { Success: true } found
            ? found.Groups[1].Value
            : null;

    [GeneratedRegex("""\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")]
    private static partial Regex XmlDeclaration { get; }

    [GeneratedRegex("""charset\s*=\s*["']?([^\s;"']{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex CharsetIn { get; }
}
