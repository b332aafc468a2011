namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>The query of an action, in the order of its definition. An entry with an absent parameter is left out.</summary>
internal sealed class QueryTemplate(IReadOnlyList<KeyValuePair<string, TextTemplate>> entries)
{
    public IReadOnlyList<KeyValuePair<string, TextTemplate>> Entries { get; } = entries;

    public IEnumerable<(string Name, string Value)> Render(JsonElement parameters) =>
        from entry in Entries
        from value in ValuesOf(entry.Value, parameters)
        where value is not null
        select (entry.Key, value);

    /// <summary>A list that is the whole value becomes one entry for each item, as in HTML forms.</summary>
    private static IEnumerable<string?> ValuesOf(TextTemplate template, JsonElement parameters) =>
        template.Parts is [{ IsParameter: true, Separator: '\0' } single] && parameters.TryGetProperty(single.Text, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(TextTemplate.TextOf)
            : [template.Render(parameters)];
}
