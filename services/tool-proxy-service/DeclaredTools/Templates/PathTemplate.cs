using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>
/// The path of an action. A parameter stays within its segment: it is percent-encoded, and what a server further on might read as a way
/// out of the segment (<c>..</c>, also behind slashes or encodings of its own) is refused.
/// </summary>
internal sealed partial class PathTemplate
{
    private const int MostDecodings = 4;

    private readonly IReadOnlyList<TextTemplate> _segments;

    private PathTemplate(IReadOnlyList<TextTemplate> segments) => _segments = segments;

    public IEnumerable<string> Parameters => _segments.SelectMany(segment => segment.Parameters);

    /// <param name="text">E.g. <c>/forecast/{city}</c>.</param>
    public static (PathTemplate? Template, string? Complaint) Parse(string text)
    {
        if (!text.StartsWith('/'))
        {
            return (null, "must begin with '/'");
        }

        var segments = new List<TextTemplate>();
        var words = text[1..].Split('/');
        foreach (var (index, word) in words.Index())
        {
            var (segment, complaint) = TextTemplate.Parse(word);
            if (segment is null)
            {
                return (null, complaint);
            }

            if (!LiteralCharacters().IsMatch(segment.Literal) || word is "." or ".." || (word.Length == 0 && index < words.Length - 1))
            {
                return (null, "must be segments of letters, digits and -._~!$&'()*+,;=:@, none of them empty, '.' or '..'; a query belongs into 'query'");
            }

            segments.Add(segment);
        }

        return (new PathTemplate(segments), null);
    }

    /// <summary>Reports the parameters whose values cannot be in a path.</summary>
    public void Check(JsonElement parameters, ParameterErrors errors)
    {
        foreach (var segment in _segments)
        {
            foreach (var part in segment.Parts.Where(part => part.IsParameter))
            {
                if (!parameters.TryGetProperty(part.Text, out var value) || PathExpansion.Expand(part, value, text => text) is null)
                {
                    errors.Add(part.Text, "must be a text, a number, true or false, or a list or object of these that is not empty: it is a part of the path");
                }
                else if (TextsOf(value).Select(Complain).FirstOrDefault(complaint => complaint is not null) is { } complaint)
                {
                    errors.Add(part.Text, complaint);
                }
            }

            // Together they may make what none of them is alone.
            if (segment.Parameters.FirstOrDefault() is { } first && Render(segment, parameters, text => text) is { Length: > 0 } whole && Complain(whole) is { } made)
            {
                errors.Add(first, made);
            }
        }
    }

    /// <summary>For parameters that <see cref="Check"/> found good.</summary>
    public string Render(JsonElement parameters) =>
        string.Concat(_segments.Select(segment => "/" + Render(segment, parameters, Uri.EscapeDataString)));

    private static string? Render(TextTemplate segment, JsonElement parameters, Func<string, string> encode)
    {
        var text = new StringBuilder();
        foreach (var part in segment.Parts)
        {
            if (!part.IsParameter)
            {
                text.Append(part.Text);
            }
            else if (parameters.TryGetProperty(part.Text, out var value) && PathExpansion.Expand(part, value, encode) is { } expanded)
            {
                text.Append(expanded);
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => TextsOf(member.Value).Prepend(member.Name)),
        _ => TextTemplate.TextOf(value) is { } text ? [text] : [],
    };

    private static string? Complain(string value)
    {
        if (value.Length == 0)
        {
            return "must not be empty: it is a part of the path";
        }

        if (value.Any(char.IsControl))
        {
            return "must not have control characters: it is a part of the path";
        }

        // Servers and proxies decode, some of them twice, and then look for dots.
        for (var (text, round) = (value, 0); round < MostDecodings; round++)
        {
            if (text.Split('/', '\\').Any(part => part.Split(';')[0] is "." or ".."))
            {
                return "must not have '.' or '..' as a part: it is a part of the path";
            }

            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                return null;
            }

            text = decoded;
        }

        return "is encoded too often";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9\-._~!$&'()*+,;=:@]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralCharacters();
}
