using System.Text.RegularExpressions;

namespace FourRunr.Documents;

/// <summary>
/// The byte order mark (U+FEFF) that some editors put before a text. RFC 8259 lets a reader of JSON pass over it, and YAML 1.2 allows it
/// before any document of a stream, as joined files have it. It is never part of the text.
/// </summary>
public static partial class ByteOrderMark
{
    private const char Mark = '\ufeff';

    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> utf8) => utf8.StartsWith(Utf8) ? utf8[Utf8.Length..] : utf8;

    public static string Skip(string text) => text.StartsWith(Mark) ? text[1..] : text;

    /// <summary>Removes the marks before the documents of a YAML stream. One inside a document stays: there it is text.</summary>
    public static string SkipInYaml(string yaml) => yaml.Contains(Mark, StringComparison.Ordinal) ? BeforeDocument().Replace(yaml, "") : yaml;

    // At the very start, on the line after a marker of a document's start or end, and before such a marker.
    [GeneratedRegex(@"(?<=\A|^(?:---|\.\.\.)(?:[ \t][^\n]*)?\r?\n)\uFEFF|^\uFEFF(?=---|\.\.\.)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BeforeDocument();
}
