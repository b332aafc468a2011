using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// The schemas of one operation as JSON Schema 2020-12. What they refer to stands in its place; what contains itself, is nested deeply or
/// would make them too large is kept once under <c>$defs</c>. What only narrows values and is not checked here is left out with a warning.
/// </summary>
/// <param name="warn">Called for every rule that is left out.</param>
internal sealed class SchemaImport(ApiDocument document, Action<string> warn)
{
    /// <summary>Levels within one schema; what lies deeper gets a place under <c>$defs</c>.</summary>
    private const int MaxDepth = 5;

    /// <summary>Schemas that are written out at each place where they are referred to.</summary>
    private const int MostInPlace = 300;

    private const int MostSchemas = 900;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _schemas;

    /// <summary>What the converted schemas refer to as <c>#/$defs/name</c>.</summary>
    public JsonObject Definitions { get; } = [];

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert(JsonElement schema) => Convert(schema, depth: 0);

    private JsonObject Convert(JsonElement schema, int depth)
    {
        if (++_schemas > MostSchemas)
        {
            throw new UnsupportedException($"its schemas are too large: more than {MostSchemas}");
        }

        if (schema.Text("$ref") is { } reference)
        {
            return Referred(schema, reference, depth);
        }

        return schema.ValueKind switch
        {
            JsonValueKind.False => new JsonObject { ["not"] = new JsonObject() },
            JsonValueKind.Object when depth > MaxDepth => Define(NameFor("part"), schema),
            _ => new SchemaConversion(document, warn, part => Convert(part, depth + 1)).Convert(schema),
        };
    }

    private JsonObject Referred(JsonElement schema, string reference, int depth)
    {
        var target = document.Resolve(schema);
        var isOpen = _open.Contains(reference);
        if (_names.TryGetValue(reference, out var known) || isOpen || depth > MaxDepth || _schemas > MostInPlace)
        {
            known ??= _names[reference] = NameFor(reference[(reference.LastIndexOf('/') + 1)..]);
            // One that is being converted further up is put under its name when that is done.
            return isOpen || Definitions.ContainsKey(known) ? RefersTo(known) : DefineReferred(reference, known, target);
        }

        _open.Add(reference);
        var made = Convert(target, depth);
        _open.Remove(reference);
        if (_names.TryGetValue(reference, out var name))
        {
            Definitions[name] = made;
            made = RefersTo(name);
        }

        // Beside a reference, 3.0 knows nothing and 3.1 remarks and further rules.
        if (schema.Text("description") is { Length: > 0 } description && !document.Is30)
        {
            made["description"] = SchemaConversion.Shorten(description);
        }

        return made;
    }

    private JsonObject DefineReferred(string reference, string name, JsonElement target)
    {
        _open.Add(reference);
        var made = Define(name, target);
        _open.Remove(reference);
        return made;
    }

    private JsonObject Define(string name, JsonElement schema)
    {
        Definitions[name] = null;
        Definitions[name] = Convert(schema, depth: 0);
        return RefersTo(name);
    }

    private string NameFor(string text)
    {
        var plain = new string([.. text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.').Take(48)]);
        var name = plain.Length == 0 ? "schema" : plain;
        for (var i = 2; Definitions.ContainsKey(name) || _names.ContainsValue(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}_{i}");
        }

        return name;
    }

    private static JsonObject RefersTo(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
