using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Converts one schema of an OpenAPI document to JSON Schema 2020-12. Keywords that do not validate are left out.</summary>
/// <param name="convert">Converts a subschema.</param>
internal sealed class SchemaConversion(ApiDocument document, JsonElement source, Action<string> warn, Func<JsonElement, JsonObject> convert)
{
    private const int MaxDescriptionLength = 1000;
    private const int MaxCount = 1024 * 1024;
    private const string Null = "null";

    private static readonly string[] Types = ["string", "integer", "number", "boolean", "array", "object", Null];
    private static readonly string[] Bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    private static readonly string[] Counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"];

    private readonly JsonObject _target = [];

    public static string Shorten(string text, int maxLength = MaxDescriptionLength) =>
        text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    public JsonObject Convert()
    {
        AddTypes();
        AddTexts();
        AddValues();
        AddNumbers();
        AddSubschemas();
        AddObjectMembers();
        AddChoices();
        var merged = MergeAllOf();
        DropUndeclaredRequired(merged);
        return document.Is30 && source.Flag("nullable") ? AllowNull(merged) : merged;
    }

    private void AddTypes()
    {
        var names = (source.Text("type") is { } single ? [single] : source.Texts("type")).Where(Types.Contains).Distinct().ToList();
        if (names.Contains("number"))
        {
            names.Remove("integer");
        }

        _target.SetIfFilled("type", names is [var only] ? JsonValue.Create(only) : ArrayOf(names));
    }

    private void AddTexts()
    {
        if (source.Text("description") is { } description && !string.IsNullOrWhiteSpace(description))
        {
            _target.SetIfFilled("description", Shorten(description));
        }

        if (source.Text("format") is { } format && StringFormat.All.Any(known => known.Name == format))
        {
            _target.SetIfFilled("format", format);
        }

        if (source.FilledText("pattern") is { } pattern)
        {
            if (SchemaPattern.TryCompile(pattern).Refusal is { } refusal)
            {
                warn($"a pattern is left out: it {refusal}");
            }
            else
            {
                _target.SetIfFilled("pattern", pattern);
            }
        }
    }

    private void AddValues()
    {
        // Both may be null.
        foreach (var keyword in (string[])["default", "const"])
        {
            if (source.Member(keyword) is { } value)
            {
                _target[keyword] = value.Deserialize<JsonNode?>();
            }
        }

        if (!_target.ContainsKey("const"))
        {
            _target.SetIfFilled("enum", ArrayOf(source.Items("enum").Select(value => value.Deserialize<JsonNode?>())));
        }
    }

    private void AddNumbers()
    {
        foreach (var keyword in Bounds)
        {
            var value = source.Member(keyword) ?? default;
            var inclusive = keyword switch
            {
                "exclusiveMinimum" => "minimum",
                "exclusiveMaximum" => "maximum",
                _ => "",
            };
            if (value.ValueKind == JsonValueKind.Number)
            {
                _target.SetIfFilled(keyword, JsonValue.Create(value));
            }
            else if (value.ValueKind == JsonValueKind.True && _target.Remove(inclusive, out var bound))
            {
                // In 3.0 the keyword is a boolean beside the bound.
                _target.SetIfFilled(keyword, bound);
            }
        }

        foreach (var keyword in Counts)
        {
            if (source.Member(keyword) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count is >= 0 and <= MaxCount)
            {
                _target.SetIfFilled(keyword, count);
            }
        }

        _target.SetIfFilled("uniqueItems", source.Flag("uniqueItems") ? true : null);
    }

    private void AddSubschemas()
    {
        foreach (var keyword in (string[])["items", .. SchemaKeywords.One])
        {
            if (source.Member(keyword) is { ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False } schema)
            {
                _target[keyword] = convert(schema);
            }
        }
    }

    private void AddObjectMembers()
    {
        // Read-only properties are in responses only.
        var (readOnly, properties) = (new HashSet<string>(StringComparer.Ordinal), new List<JsonProperty>());
        foreach (var property in source.Members("properties"))
        {
            if (document.Resolve(property.Value).Flag("readOnly"))
            {
                readOnly.Add(property.Name);
            }
            else
            {
                properties.Add(property);
            }
        }

        _target.SetIfFilled("properties", ObjectOf(properties));
        _target.SetIfFilled("required", ArrayOf(source.Texts("required").Distinct().Where(name => !readOnly.Contains(name))));
        foreach (var keyword in SchemaKeywords.Named)
        {
            _target.SetIfFilled(keyword, ObjectOf(source.Members(keyword)));
        }

        _target.SetIfFilled("prefixItems", ArrayOf(source.Items("prefixItems").Select(convert)));
        if (source.Member("additionalProperties") is { ValueKind: JsonValueKind.Object or JsonValueKind.False } others)
        {
            _target["additionalProperties"] = others.ValueKind == JsonValueKind.False ? false : convert(others);
        }
    }

    private void AddChoices()
    {
        foreach (var keyword in (string[])["oneOf", "anyOf"])
        {
            var choices = source.Items(keyword).ToList();
            if (choices.Where(choice => document.Resolve(choice).Text("type") != Null).ToList() is not [var single])
            {
                _target.SetIfFilled(keyword, ArrayOf(choices.Select(convert)));
                continue;
            }

            // One schema, or in 3.1 one schema and null.
            var schema = choices.Count > 1 ? AllowNull(convert(single)) : convert(single);
            if (!SchemaMerger.TryMerge(_target, schema))
            {
                _target[keyword] = new JsonArray(schema);
            }
        }
    }

    /// <summary>Merges <c>allOf</c> into one schema where possible: it is easier to read, and faster to check.</summary>
    private JsonObject MergeAllOf()
    {
        var schemas = source.Items("allOf").Select(convert).ToList();
        var merged = new JsonObject();
        if (schemas.Append(_target).All(schema => SchemaMerger.TryMerge(merged, (JsonObject)schema.DeepClone())))
        {
            return merged;
        }

        _target["allOf"] = ArrayOf(schemas);
        return _target;
    }

    /// <summary>A required property that cannot be sent would make every value invalid.</summary>
    private static void DropUndeclaredRequired(JsonObject schema)
    {
        if (schema["required"] is JsonArray required && schema["properties"] is JsonObject properties && schema["additionalProperties"] is null && !SchemaKeywords.Compose(schema))
        {
            required.RemoveAll(name => !properties.ContainsKey((string)name!));
            if (required.Count == 0)
            {
                schema.Remove("required");
            }
        }
    }

    private static JsonObject AllowNull(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values && values.All(value => value is not null))
        {
            values.Add((JsonNode?)null);
        }

        switch (schema["type"])
        {
            case JsonArray types when types.All(type => (string?)type != Null):
                types.Add(Null);
                break;
            case JsonValue type when (string?)type != Null:
                schema["type"] = new JsonArray(type.DeepClone(), Null);
                break;
        }

        if (schema["const"] is null && !SchemaKeywords.Compose(schema))
        {
            return schema;
        }

        // Other keywords can exclude null too.
        var whole = new JsonObject();
        if (schema.Remove("description", out var description))
        {
            whole["description"] = description;
        }

        whole["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = Null });
        return whole;
    }

    private JsonObject ObjectOf(IEnumerable<JsonProperty> schemas) =>
        new(schemas.Select(schema => KeyValuePair.Create(schema.Name, (JsonNode?)convert(schema.Value))));

    private static JsonArray ArrayOf(IEnumerable<string> texts) => ArrayOf(texts.Select(text => JsonValue.Create(text)));

    private static JsonArray ArrayOf(IEnumerable<JsonNode?> items) => new([.. items]);
}
