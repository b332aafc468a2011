using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>One schema of an OpenAPI document as JSON Schema 2020-12: the dialect of 3.0 is translated, what is no rule is left out.</summary>
/// <param name="convert">For the schemas in it.</param>
internal sealed class SchemaConversion(ApiDocument document, Action<string> warn, Func<JsonElement, JsonObject> convert)
{
    private const int LongestDescription = 1000;
    private const string Null = "null";

    private static readonly string[] Types = ["string", "integer", "number", "boolean", "array", "object", Null];
    private static readonly string[] Numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    private static readonly string[] Counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"];

    public static string Shorten(string text, int most = LongestDescription) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    public JsonObject Convert(JsonElement source)
    {
        var made = new JsonObject();
        AddTypes(made, source);
        AddTexts(made, source);
        AddValues(made, source);
        AddNumbers(made, source);
        AddParts(made, source);
        AddChoices(made, source);
        made = Merge(made, source);
        DropRequiredWithoutProperty(made);
        return document.Is30 && source.Flag("nullable") ? OrNull(made) : made;
    }

    private static void AddTypes(JsonObject made, JsonElement source)
    {
        var names = (source.Text("type") is { } only ? [only] : source.Texts("type")).Where(Types.Contains).Distinct().ToList();
        if (names.Contains("number"))
        {
            names.Remove("integer");
        }

        if (names.Count > 0)
        {
            made["type"] = names.Count == 1 ? JsonValue.Create(names[0]) : new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
        }
    }

    private void AddTexts(JsonObject made, JsonElement source)
    {
        if (source.Text("description") is { } description && !string.IsNullOrWhiteSpace(description))
        {
            made["description"] = Shorten(description);
        }

        if (source.Text("format") is { } format && StringFormat.All.Any(known => known.Name == format))
        {
            made["format"] = format;
        }

        if (source.Text("pattern") is { Length: > 0 } pattern)
        {
            if (SchemaPattern.TryCompile(pattern).Refusal is { } refusal)
            {
                warn($"a pattern is left out: it {refusal}");
            }
            else
            {
                made["pattern"] = pattern;
            }
        }
    }

    private static void AddValues(JsonObject made, JsonElement source)
    {
        if (source.Member("default") is { } standard)
        {
            made["default"] = ToNode(standard);
        }

        if (source.Member("const") is { } only)
        {
            made["const"] = ToNode(only);
        }
        else if (source.Items("enum").ToList() is { Count: > 0 } values)
        {
            made["enum"] = new JsonArray([.. values.Select(ToNode)]);
        }
    }

    private static void AddNumbers(JsonObject made, JsonElement source)
    {
        foreach (var name in Numbers)
        {
            if (source.Member(name) is not { } value)
            {
                continue;
            }

            var bound = name switch
            {
                "exclusiveMinimum" => "minimum",
                "exclusiveMaximum" => "maximum",
                _ => null,
            };
            // In 3.0, whether the bound itself is excluded.
            if (value.ValueKind == JsonValueKind.True && bound is not null && made[bound] is { } limit)
            {
                made.Remove(bound);
                made[name] = limit;
            }
            else if (value.ValueKind == JsonValueKind.Number)
            {
                made[name] = JsonValue.Create(value);
            }
        }

        foreach (var name in Counts)
        {
            if (source.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count is >= 0 and <= 1024 * 1024)
            {
                made[name] = count;
            }
        }

        if (source.Flag("uniqueItems"))
        {
            made["uniqueItems"] = true;
        }
    }

    private void AddParts(JsonObject made, JsonElement source)
    {
        foreach (var name in (string[])["items", .. SchemaKeywords.One])
        {
            if (source.Member(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False } part)
            {
                made[name] = convert(part);
            }
        }

        // What the API only answers with is nothing to send.
        var properties = source.Members("properties").Where(property => !document.Resolve(property.Value).Flag("readOnly")).ToList();
        if (properties.Count > 0)
        {
            made["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)convert(property.Value))));
        }

        var required = source.Texts("required").Distinct().Where(name => !source.Members("properties").Any(property => property.Name == name) || properties.Any(property => property.Name == name)).ToList();
        if (required.Count > 0)
        {
            made["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        foreach (var name in SchemaKeywords.Named)
        {
            if (source.Members(name).ToList() is { Count: > 0 } parts)
            {
                made[name] = new JsonObject(parts.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)convert(part.Value))));
            }
        }

        if (source.Items("prefixItems").ToList() is { Count: > 0 } first)
        {
            made["prefixItems"] = new JsonArray([.. first.Select(part => convert(part))]);
        }

        switch (source.Member("additionalProperties"))
        {
            case { ValueKind: JsonValueKind.Object } others:
                made["additionalProperties"] = convert(others);
                break;
            case { ValueKind: JsonValueKind.False }:
                made["additionalProperties"] = false;
                break;
        }
    }

    private void AddChoices(JsonObject made, JsonElement source)
    {
        foreach (var keyword in (string[])["oneOf", "anyOf"])
        {
            var choices = source.Items(keyword).ToList();
            var real = choices.Where(choice => document.Resolve(choice).Text("type") != Null).ToList();
            if (real.Count == 1)
            {
                // The way of 3.1 to say that a value may be null.
                var only = convert(real[0]);
                only = choices.Count > 1 ? OrNull(only) : only;
                if (!SchemaMerge.TryAdd(made, only))
                {
                    made[keyword] = new JsonArray(only);
                }
            }
            else if (choices.Count > 0)
            {
                made[keyword] = new JsonArray([.. choices.Select(choice => convert(choice))]);
            }
        }
    }

    /// <summary>One schema of all parts where they can be put together, which is easier to read and to check.</summary>
    private JsonObject Merge(JsonObject own, JsonElement source)
    {
        var parts = source.Items("allOf").Select(part => convert(part)).ToList();
        var merged = new JsonObject();
        if (parts.Append(own).All(part => SchemaMerge.TryAdd(merged, (JsonObject)part.DeepClone())))
        {
            return merged;
        }

        own["allOf"] = new JsonArray([.. parts]);
        return own;
    }

    /// <summary>What is required and cannot be sent would make every value wrong.</summary>
    private static void DropRequiredWithoutProperty(JsonObject made)
    {
        if (made["required"] is JsonArray required && made["properties"] is JsonObject properties && made["additionalProperties"] is null && !SchemaKeywords.Compose(made))
        {
            foreach (var name in required.Where(name => !properties.ContainsKey((string)name!)).ToArray())
            {
                required.Remove(name);
            }

            if (required.Count == 0)
            {
                made.Remove("required");
            }
        }
    }

    private static JsonObject OrNull(JsonObject made)
    {
        if (made["enum"] is JsonArray values && values.All(value => value is not null))
        {
            values.Add((JsonNode?)null);
        }

        switch (made["type"])
        {
            case JsonArray types when types.All(type => (string?)type != Null):
                types.Add(Null);
                break;
            case JsonValue type when (string?)type != Null:
                made["type"] = new JsonArray(type.DeepClone(), Null);
                break;
        }

        // What is said by the type alone is said already; where neither type nor parts are, null passes anyway.
        if (made["const"] is null && !SchemaKeywords.Compose(made))
        {
            return made;
        }

        var whole = new JsonObject();
        if (made["description"] is { } description)
        {
            made.Remove("description");
            whole["description"] = description;
        }

        whole["anyOf"] = new JsonArray(made, new JsonObject { ["type"] = Null });
        return whole;
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
