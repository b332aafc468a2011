namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// Converts the schemas of one operation to JSON Schema 2020-12. References are replaced by their schemas. Recursive schemas, and those that
/// are nested deeply or would make the result too large, are kept once under <c>$defs</c>.
/// </summary>
/// <param name="warn">Called for every rule that is left out.</param>
internal sealed class SchemaImport(ApiDocument document, Action<string> warn)
{
    /// <summary>The maximum depth of one schema; deeper ones are moved to <c>$defs</c>.</summary>
    private const int MaxDepth = 5;

    /// <summary>From this number of schemas on, references are not replaced.</summary>
    private const int MaxInlined = 300;

    private const int MaxSchemas = 900;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inProgress = new(StringComparer.Ordinal);
    private int _schemas;

    /// <summary>The targets of <c>#/$defs/name</c>.</summary>
    public JsonObject Definitions { get; } = [];

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert(JsonElement schema) => Convert(schema, depth: 0);

    private JsonObject Convert(JsonElement schema, int depth)
    {
        if (++_schemas > MaxSchemas)
        {
            throw new UnsupportedException($"its schemas are too large: more than {MaxSchemas}");
        }

        if (schema.Text("$ref") is { } reference)
        {
            return ConvertReference(schema, reference, depth);
        }

        return schema.ValueKind switch
        {
            JsonValueKind.False => new JsonObject { ["not"] = new JsonObject() },
            JsonValueKind.Object when depth > MaxDepth => Define(NameFor("part"), schema),
            _ => new SchemaConversion(document, schema, warn, part => Convert(part, depth + 1)).Convert(),
        };
    }

    private JsonObject ConvertReference(JsonElement schema, string reference, int depth)
    {
        var target = document.Resolve(schema);
        if (_names.ContainsKey(reference) || _inProgress.Contains(reference) || depth > MaxDepth || _schemas > MaxInlined)
        {
            return DefineReference(reference, target);
        }

        _inProgress.Add(reference);
        var converted = Convert(target, depth);
        _inProgress.Remove(reference);
        if (_names.TryGetValue(reference, out var name))
        {
            Definitions[name] = converted;
            converted = ReferenceTo(name);
        }

        // 3.0 ignores what stands beside a reference.
        if (!document.Is30 && schema.FilledText("description") is { } description)
        {
            converted["description"] = SchemaConversion.Shorten(description);
        }

        return converted;
    }

    private JsonObject DefineReference(string reference, JsonElement target)
    {
        if (!_names.TryGetValue(reference, out var name))
        {
            _names[reference] = name = NameFor(reference[(reference.LastIndexOf('/') + 1)..]);
        }

        // A schema in progress is defined when it is complete.
        if (!Definitions.ContainsKey(name) && _inProgress.Add(reference))
        {
            Define(name, target);
            _inProgress.Remove(reference);
        }

        return ReferenceTo(name);
    }

    private JsonObject Define(string name, JsonElement schema)
    {
        Definitions[name] = null;
        Definitions[name] = Convert(schema, depth: 0);
        return ReferenceTo(name);
    }

    private string NameFor(string text)
    {
        var name = new string([.. text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.').Take(48)]);
        return OpenApiImport.UniqueName(name.Length == 0 ? "schema" : name, taken => Definitions.ContainsKey(taken) || _names.ContainsValue(taken));
    }

    private static JsonObject ReferenceTo(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
