using System.Text;
using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A text with places for parameters: <c>{city}</c>. Braces that mean themselves are doubled.</summary>
internal sealed class TextTemplate
{
    private TextTemplate(IReadOnlyList<TemplatePart> parts) => Parts = parts;

    public IReadOnlyList<TemplatePart> Parts { get; }

    public IEnumerable<string> Parameters => Parts.Where(part => part.IsParameter).Select(part => part.Text);

    /// <summary>The parameter, if the template is nothing but its place.</summary>
    public string? Only => Parts is [{ IsParameter: true, IsExpression: false } only] ? only.Text : null;

    /// <summary>What stands between the places.</summary>
    public string Literal => string.Concat(Parts.Where(part => !part.IsParameter).Select(part => part.Text));

    /// <returns>The template, or what is wrong with the text as the end of a sentence.</returns>
    public static (TextTemplate? Template, string? Complaint) Parse(string text)
    {
        var parts = new List<TemplatePart>();
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
                parts.Add(TemplatePart.Parse(text[(i + 1)..end]));
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
                parts.Add(new TemplatePart(literal.ToString(), IsParameter: false));
                literal.Clear();
            }
        }
    }

    /// <returns>Null when a parameter is not given.</returns>
    public string? Render(JsonElement parameters)
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            if (!part.IsParameter)
            {
                text.Append(part.Text);
            }
            else if (TextOf(parameters, part) is { } value)
            {
                text.Append(value);
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

    /// <summary>A list is joined where its place says by what.</summary>
    private static string? TextOf(JsonElement parameters, TemplatePart part) =>
        part.Joiner != '\0' && parameters.TryGetProperty(part.Text, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength() == 0 ? null : string.Join(part.Joiner, list.EnumerateArray().Select(TextOf))
            : TextOf(parameters, part.Text);

    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
