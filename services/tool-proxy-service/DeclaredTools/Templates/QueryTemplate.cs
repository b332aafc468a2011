using System.Text;
using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>The query of an action, in the order of its definition. What has an absent parameter is left out.</summary>
internal sealed class QueryTemplate(IReadOnlyList<KeyValuePair<string, TextTemplate>> entries)
{
    public IReadOnlyList<KeyValuePair<string, TextTemplate>> Entries { get; } = entries;

    /// <returns>Without the question mark; empty when nothing is left.</returns>
    public string Render(JsonElement parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, template) in Entries)
        {
            if (template.Parts is [{ IsParameter: true, Joiner: '\0' } only] && parameters.TryGetProperty(only.Text, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                // One entry for each item, as HTML forms do.
                foreach (var item in list.EnumerateArray())
                {
                    Append(query, name, TextTemplate.TextOf(item));
                }
            }
            else
            {
                Append(query, name, template.Render(parameters));
            }
        }

        return query.ToString();
    }

    public static void Append(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
