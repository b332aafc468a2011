using System.Text;
using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A text with places for parameters: <c>{city}</c>. Braces that mean themselves are doubled.</summary>
internal sealed class TextTemplate
{
    private readonly IReadOnlyList<(string Text, bool IsParameter)> _parts;

    private TextTemplate(IReadOnlyList<(string, bool)> parts) => _parts = parts;

    public IEnumerable<string> Parameters => _parts.Where(part => part.IsParameter).Select(part => part.Text);

    /// <summary>The parameter, if the template is nothing but its place.</summary>
    public string? Only => _parts is [(var name, true)] ? name : null;

    /// <summary>What stands between the places.</summary>
    public string Literal => string.Concat(_parts.Where(part => !part.IsParameter).Select(part => part.Text));

    /// <returns>The template, or what is wrong with the text as the end of a sentence.</returns>
    public static (TextTemplate? Template, string? Complaint) Parse(string text)
    {
        var parts = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is var end && end > i + 1 && text.IndexOf('{', i + 1, end - i - 1) < 0)
            {
                Flush();
                parts.Add((text[(i + 1)..end], true));
                i = end;
            }
            else if (text[i] is '{' or '}')
            {
                return (null, "has a brace that opens or closes nothing; write '{name}' for a parameter and '{{' or '}}' for a brace");
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        Flush();
        return (new TextTemplate(parts), null);

        void Flush()
        {
            if (literal.Length > 0)
            {
                parts.Add((literal.ToString(), false));
                literal.Clear();
            }
        }
    }

    /// <param name="encode">Applied to the parameters' texts alone.</param>
    /// <returns>Null when a parameter is not given.</returns>
    public string? Render(JsonElement parameters, Func<string, string>? encode = null)
    {
        var text = new StringBuilder();
        foreach (var (part, isParameter) in _parts)
        {
            if (!isParameter)
            {
                text.Append(part);
            }
            else if (TextOf(parameters, part) is { } value)
            {
                text.Append(encode is null ? value : encode(value));
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    /// <summary>The plain text of a scalar; null for what is absent, null or no scalar.</summary>
    public static string? TextOf(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) ? TextOf(value) : null;

    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
