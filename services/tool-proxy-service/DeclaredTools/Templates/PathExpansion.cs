using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>Writes a parameter into a path as RFC 6570 says: simple, label (<c>{.name}</c>) and matrix (<c>{;name}</c>), also of lists and objects.</summary>
internal static class PathExpansion
{
    /// <param name="encode">Applied to values and names.</param>
    /// <returns>Null for what cannot be written: what is absent, null or empty, or nested.</returns>
    public static string? Expand(TemplatePart part, JsonElement value, Func<string, string> encode)
    {
        if (TextTemplate.TextOf(value) is { } text)
        {
            return part.Style switch
            {
                ';' => text.Length == 0 ? $";{encode(part.Text)}" : $";{encode(part.Text)}={encode(text)}",
                '.' => $".{encode(text)}",
                _ => encode(text),
            };
        }

        if (PairsOf(value) is not { Count: > 0 } pairs)
        {
            return null;
        }

        var words = pairs.Select(pair => (Name: pair.Name is null ? null : encode(pair.Name), Text: encode(pair.Text))).ToList();
        if (!part.IsExploded)
        {
            var list = string.Join(',', words.Select(word => word.Name is null ? word.Text : $"{word.Name},{word.Text}"));
            return part.Style switch
            {
                ';' => $";{encode(part.Text)}={list}",
                '.' => $".{list}",
                _ => list,
            };
        }

        return part.Style switch
        {
            ';' => string.Concat(words.Select(word => $";{word.Name ?? encode(part.Text)}={word.Text}")),
            '.' => string.Concat(words.Select(word => word.Name is null ? $".{word.Text}" : $".{word.Name}={word.Text}")),
            _ => string.Join(',', words.Select(word => word.Name is null ? word.Text : $"{word.Name}={word.Text}")),
        };
    }

    private static List<(string? Name, string Text)>? PairsOf(JsonElement value)
    {
        List<(string?, string?)> pairs = value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => ((string?)null, TextTemplate.TextOf(item)))],
            JsonValueKind.Object => [.. value.EnumerateObject().Select(member => ((string?)member.Name, TextTemplate.TextOf(member.Value)))],
            _ => [],
        };
        return pairs.Exists(pair => pair.Item2 is null) ? null : [.. pairs.Select(pair => (pair.Item1, pair.Item2!))];
    }
}
