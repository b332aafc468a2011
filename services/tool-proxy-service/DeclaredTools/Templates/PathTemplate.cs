using System.Text.RegularExpressions;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>
/// The path of an action. A parameter cannot leave its segment: it is percent-encoded, and a value is refused if a server could decode
/// it to a <c>.</c> or <c>..</c> segment, also behind slashes or repeated encoding.
/// </summary>
internal sealed partial class PathTemplate
{
    private const int MaxDecodings = 4;

    private readonly IReadOnlyList<TextTemplate> _segments;

    private PathTemplate(IReadOnlyList<TextTemplate> segments) => _segments = segments;

    public IEnumerable<string> Parameters => _segments.SelectMany(segment => segment.Parameters);

    /// <param name="text">E.g. <c>/forecast/{city}</c>.</param>
    public static ErrorOr<PathTemplate> Parse(string text)
    {
        if (!text.StartsWith('/'))
        {
            return "must begin with '/'";
        }

        var segments = new List<TextTemplate>();
        var words = text[1..].Split('/');
        foreach (var (index, word) in words.Index())
        {
            if (!TextTemplate.Parse(word).TryGet(out var segment, out var error))
            {
                return error;
            }

            if (!LiteralCharacters().IsMatch(segment.Literal) || word is "." or ".." || (word.Length == 0 && index < words.Length - 1))
            {
                return "must consist of segments of letters, digits and -._~!$&'()*+,;=:@, none of them empty, '.' or '..'; declare a query in 'query'";
            }

            segments.Add(segment);
        }

        return new PathTemplate(segments);
    }

    /// <summary>Reports the parameters whose values must not be in a path.</summary>
    public void Check(JsonElement parameters, ParameterErrors errors)
    {
        foreach (var segment in _segments)
        {
            foreach (var part in segment.Parts.Where(part => part.IsParameter))
            {
                if (Expand(part, parameters, text => text) is null)
                {
                    errors.Add(part.Text, "must be a string, a number, a boolean, or a list or object of these that is not empty: it is part of the path");
                }
                else if (TextsOf(parameters.GetProperty(part.Text)).Select(Complain).FirstOrDefault(complaint => complaint is not null) is { } complaint)
                {
                    errors.Add(part.Text, complaint);
                }
            }

            // Values that are safe alone can make '..' together.
            if (segment.Parameters.FirstOrDefault() is { } first
                && segment.Render(part => Expand(part, parameters, text => text)) is { Length: > 0 } whole && Complain(whole) is { } problem)
            {
                errors.Add(first, problem);
            }
        }
    }

    /// <summary>For parameters that passed <see cref="Check"/>.</summary>
    public string Render(JsonElement parameters) =>
        string.Concat(_segments.Select(segment => "/" + segment.Render(part => Expand(part, parameters, Uri.EscapeDataString))));

    private static string? Expand(TemplatePart part, JsonElement parameters, Func<string, string> encode) =>
        parameters.TryGetProperty(part.Text, out var value) ? PathExpansion.Expand(part, value, encode) : null;

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
            return "must not be empty: it is part of the path";
        }

        if (value.Any(char.IsControl))
        {
            return "must not have control characters: it is part of the path";
        }

        // Servers and proxies decode a path, some of them twice, and resolve '..' after that.
        for (var (text, round) = (value, 0); round < MaxDecodings; round++)
        {
            if (text.Split('/', '\\').Any(part => part.Split(';')[0] is "." or ".."))
            {
                return "must not have '.' or '..' as a segment: it is part of the path";
            }

            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                return null;
            }

            text = decoded;
        }

        return "is percent-encoded too many times";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9\-._~!$&'()*+,;=:@]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralCharacters();
}
