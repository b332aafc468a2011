namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>Expands a parameter in a path (RFC 6570): simple, label (<c>{.name}</c>) and matrix (<c>{;name}</c>), with lists and objects.</summary>
internal static class PathExpansion
{
    /// <param name="encode">Applied to values and names.</param>
    /// <returns>Null for a value that has no expansion: null, an empty list or object, or a nested one.</returns>
    public static string? Expand(TemplatePart part, JsonElement value, Func<string, string> encode)
    {
        var name = encode(part.Text);
        var style = part.Style == '\0' ? "" : part.Style.ToString();
        if (TextTemplate.TextOf(value) is { } text)
        {
            return style + (part.Style != ';' ? encode(text) : text.Length == 0 ? name : $"{name}={encode(text)}");
        }

        IEnumerable<(string? Key, string? Text)> values = value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Select(item => ((string?)null, TextTemplate.TextOf(item))),
            JsonValueKind.Object => value.EnumerateObject().Select(member => ((string?)encode(member.Name), TextTemplate.TextOf(member.Value))),
            _ => [],
        };
        var items = values.ToList();
        if (items.Count == 0 || items.Exists(item => item.Text is null))
        {
            return null;
        }

        // An item of an exploded matrix list has the name of the parameter.
        var words = items.Select(item => (Key: item.Key ?? (part is { IsExploded: true, Style: ';' } ? name : null), Text: encode(item.Text!)))
            .Select(item => item.Key is null ? item.Text : $"{item.Key}{(part.IsExploded ? '=' : ',')}{item.Text}");
        return part.IsExploded
            ? style + string.Join(style.Length == 0 ? "," : style, words)
            : style + (part.Style == ';' ? $"{name}=" : "") + string.Join(',', words);
    }
}
