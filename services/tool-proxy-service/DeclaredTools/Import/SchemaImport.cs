using System.Globalization;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.DeclaredTools.Schemas;
using Microsoft.OpenApi;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// A schema of an OpenAPI document in the subset that declared tools check. What only narrows values is left out with a warning, since
/// the API checks it anyway; what says how values are built and is not known here makes the schema unsupported.
/// </summary>
/// <param name="warn">Called for every rule that is left out.</param>
internal sealed class SchemaImport(Action<string> warn)
{
    private const int MaxDepth = 7;

    private static readonly (JsonSchemaType Type, string Name)[] Types =
    [
        (JsonSchemaType.String, "string"), (JsonSchemaType.Integer, "integer"), (JsonSchemaType.Number, "number"),
        (JsonSchemaType.Boolean, "boolean"), (JsonSchemaType.Array, "array"), (JsonSchemaType.Object, "object"), (JsonSchemaType.Null, "null"),
    ];

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert(IOpenApiSchema? schema, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new UnsupportedException($"a schema is nested more than {MaxDepth} levels deep, or contains itself");
        }

        var source = References.Resolve(schema);
        var converted = Alternatives(source, depth) ?? [];
        foreach (var part in source.AllOf ?? [])
        {
            Merge(converted, Convert(part, depth + 1));
        }

        Merge(converted, Own(source, depth));
        return converted;
    }

    /// <summary>Of alternatives only "this or null" can be said, as schemas of 3.1 say that a value may be null.</summary>
    private JsonObject? Alternatives(IOpenApiSchema source, int depth)
    {
        if (source.Not is not null)
        {
            throw new UnsupportedException("'not' is not supported");
        }

        var choices = (source.OneOf ?? []).Concat(source.AnyOf ?? []).Select(choice => References.Resolve(choice)).ToList();
        var real = choices.Where(choice => choice.Type != JsonSchemaType.Null).ToList();
        if (real.Count > 1 || (source.OneOf is { Count: > 0 } && source.AnyOf is { Count: > 0 }))
        {
            throw new UnsupportedException($"'{(source.OneOf is { Count: > 0 } ? "oneOf" : "anyOf")}' with several choices is not supported");
        }

        if (real.Count == 0)
        {
            return null;
        }

        var only = Convert(real[0], depth + 1);
        if (choices.Count > 1 && only["type"] is { } type)
        {
            only["type"] = type is JsonArray types ? new JsonArray([.. types.Select(one => one!.DeepClone()), "null"]) : new JsonArray(type.DeepClone(), "null");
        }

        return only;
    }

    private JsonObject Own(IOpenApiSchema source, int depth)
    {
        var own = new JsonObject();
        AddTypes(own, source);
        AddText(own, "description", source.Description);
        AddTexts(own, source);
        Add(own, "default", source.Default?.DeepClone());
        Add(own, "enum", source.Enum is { Count: > 0 } values ? new JsonArray([.. values.Select(value => value?.DeepClone())]) : null);
        Add(own, "const", source.Const is { } only ? JsonValue.Create(only) : null);
        AddNumber(own, "minimum", source.Minimum);
        AddNumber(own, "maximum", source.Maximum);
        AddNumber(own, "exclusiveMinimum", source.ExclusiveMinimum);
        AddNumber(own, "exclusiveMaximum", source.ExclusiveMaximum);
        Add(own, "minLength", source.MinLength);
        Add(own, "maxLength", source.MaxLength);
        Add(own, "minItems", source.MinItems);
        Add(own, "maxItems", source.MaxItems);
        AddMembers(own, source, depth);
        WarnOfTheRest(source);
        return own;
    }

    private static void AddTypes(JsonObject own, IOpenApiSchema source)
    {
        var names = Types.Where(type => source.Type?.HasFlag(type.Type) == true).Select(type => type.Name).ToList();
        if (names.Contains("number"))
        {
            names.Remove("integer");
        }

        Add(own, "type", names.Count switch
        {
            0 => null,
            1 => JsonValue.Create(names[0]),
            _ => new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
        });
    }

    private void AddTexts(JsonObject own, IOpenApiSchema source)
    {
        if (source.Format is { } format && StringFormat.All.Any(known => known.Name == format))
        {
            own["format"] = format;
        }

        if (source.Pattern is { Length: > 0 } pattern)
        {
            if (SchemaPattern.TryCompile(pattern).Refusal is { } refusal)
            {
                warn($"a pattern is left out: it {refusal}");
            }
            else
            {
                own["pattern"] = pattern;
            }
        }
    }

    private void AddMembers(JsonObject own, IOpenApiSchema source, int depth)
    {
        if (source.PatternProperties is { Count: > 0 })
        {
            throw new UnsupportedException("'patternProperties' is not supported");
        }

        Add(own, "items", source.Items is { } items ? Convert(items, depth + 1) : null);
        // What the API only answers with is nothing to send.
        var properties = (source.Properties ?? new Dictionary<string, IOpenApiSchema>()).Where(property => !References.Resolve(property.Value).ReadOnly).ToList();
        if (properties.Count > 0)
        {
            own["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Convert(property.Value, depth + 1))));
        }

        var required = (source.Required ?? new HashSet<string>()).Where(name => properties.Any(property => property.Key == name)).ToList();
        Add(own, "required", required.Count > 0 ? new JsonArray([.. required.Select(name => JsonValue.Create(name))]) : null);
        if (source.AdditionalProperties is { } others)
        {
            own["additionalProperties"] = Convert(others, depth + 1);
        }
        else if (!source.AdditionalPropertiesAllowed && source.Type?.HasFlag(JsonSchemaType.Object) == true)
        {
            own["additionalProperties"] = false;
        }
    }

    private void WarnOfTheRest(IOpenApiSchema source)
    {
        foreach (var (name, isThere) in new[]
        {
            ("uniqueItems", source.UniqueItems == true),
            ("multipleOf", source.MultipleOf is not null),
            ("minProperties", source.MinProperties is not null),
            ("maxProperties", source.MaxProperties is not null),
            ("dependentRequired", source.DependentRequired is { Count: > 0 }),
        })
        {
            if (isThere)
            {
                warn($"'{name}' is left out: the API checks it, the gateway does not");
            }
        }
    }

    private static void Merge(JsonObject whole, JsonObject part)
    {
        foreach (var (name, value) in part.ToArray())
        {
            part.Remove(name);
            switch (whole[name], value)
            {
                case (null, _):
                    whole[name] = value;
                    break;
                case (JsonObject known, JsonObject more) when name == "properties":
                    foreach (var (property, schema) in more.ToArray())
                    {
                        more.Remove(property);
                        known[property] = schema;
                    }

                    break;
                case (JsonArray known, JsonArray more) when name == "required":
                    foreach (var required in more.Where(item => known.All(there => (string?)there != (string?)item)).ToArray())
                    {
                        known.Add(required!.DeepClone());
                    }

                    break;
                case (var known, _) when name is "description" or "default" or "additionalProperties" || JsonNode.DeepEquals(known, value):
                    whole[name] = value;
                    break;
                default:
                    throw new UnsupportedException($"the parts of 'allOf' disagree about '{name}'");
            }
        }
    }

    private static void AddText(JsonObject schema, string name, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            schema[name] = text.Length <= 1000 ? text : text[..(char.IsHighSurrogate(text[999]) ? 999 : 1000)];
        }
    }

    private static void AddNumber(JsonObject schema, string name, string? number)
    {
        if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            schema[name] = value;
        }
    }

    private static void Add(JsonObject schema, string name, JsonNode? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }
}
