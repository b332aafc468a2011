using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A text with parameters in braces: <c>{city}</c>. <c>{{</c> and <c>}}</c> stand for a brace.</summary>
internal sealed partial class TextTemplate
{
    private TextTemplate(IReadOnlyList<TemplatePart> parts) => Parts = parts;

    public IReadOnlyList<TemplatePart> Parts { get; }

    public IEnumerable<string> Parameters => Parts.Where(part => part.IsParameter).Select(part => part.Text);

    /// <summary>The parameter's name if the template consists of one parameter without modifiers.</summary>
    public string? SingleParameter => Parts is [{ IsParameter: true, HasModifiers: false } single] ? single.Text : null;

    /// <summary>The text without its parameters.</summary>
    public string Literal => string.Concat(Parts.Where(part => !part.IsParameter).Select(part => part.Text));

    public static ErrorOr<TextTemplate> Parse(string text)
    {
        var tokens = Tokens().Matches(text);
        return tokens.Sum(token => token.Length) < text.Length
            ? "has an unmatched brace; write '{name}' for a parameter and '{{' or '}}' for a brace"
            : new TextTemplate([.. tokens.Select(PartOf)]);
    }

    /// <returns>Null when a parameter has no value.</returns>
    public string? Render(JsonElement parameters) => Render(part => TextOf(parameters, part));

    /// <param name="write">Writes the value of a parameter; null when it has none.</param>
    public string? Render(Func<TemplatePart, string?> write)
    {
        var texts = Parts.Select(part => part.IsParameter ? write(part) : part.Text).ToList();
        return texts.Contains(null) ? null : string.Concat(texts);
    }

    /// <summary>The text of a string, number or boolean; null for everything else and for an absent parameter.</summary>
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

    private static string? TextOf(JsonElement parameters, TemplatePart part) =>
        part.Separator != '\0' && parameters.TryGetProperty(part.Text, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength() == 0 ? null : string.Join(part.Separator, list.EnumerateArray().Select(TextOf))
            : TextOf(parameters, part.Text);

    private static TemplatePart PartOf(Match token) => token.Groups["expression"] is { Success: true } expression
        ? TemplatePart.Parse(expression.Value)
        : new TemplatePart(token.Value is "{{" or "}}" ? token.Value[..1] : token.Value, IsParameter: false);

    [GeneratedRegex(@"\G(?:\{\{|\}\}|\{(?<expression>[^{}]+)\}|[^{}]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}
