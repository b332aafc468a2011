using Json.Pointer;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Which types the values of a schema can have. It may name too many, never too few.</summary>
/// <param name="Items">The types of an array's items.</param>
internal sealed record ValueShape(SchemaTypes Types, SchemaTypes Items)
{
    private const int MaxDepth = 16;

    private static readonly ValueShape Everything = new(SchemaTypes.All, SchemaTypes.All);
    private static readonly ValueShape Nothing = new(SchemaTypes.Any, SchemaTypes.Any);

    /// <summary>Whether every value that passes has one plain text.</summary>
    public bool IsScalar => (Types & ~SchemaTypes.Scalars) == 0;

    public bool IsScalarOrArrayOfScalars => (Types & SchemaTypes.Object) == 0 && (!Types.HasFlag(SchemaTypes.Array) || (Items & ~SchemaTypes.Scalars) == 0);

    /// <param name="document">Where its references lead.</param>
    public static ValueShape Of(JsonElement schema, JsonElement document) => Of(schema, document, depth: 0);

    private static ValueShape Of(JsonElement schema, JsonElement document, int depth)
    {
        // 'nullable' is no keyword of JSON Schema, but of OpenAPI 3.0: who writes it means null.
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth || (schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True))
        {
            return schema.ValueKind == JsonValueKind.False ? Nothing : Everything;
        }

        var shape = new ValueShape(TypesOf(schema), schema.TryGetProperty(SchemaKeywords.Items, out var items) ? Of(items, document, depth + 1).Types : SchemaTypes.All);
        if (schema.TryGetProperty(SchemaKeywords.Reference, out var reference))
        {
            shape = shape.And(Find(reference.GetString()!, document) is { } target ? Of(target, document, depth + 1) : Everything);
        }

        foreach (var part in Parts(schema, "allOf"))
        {
            shape = shape.And(Of(part, document, depth + 1));
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out _))
            {
                shape = shape.And(Parts(schema, keyword).Aggregate(Nothing, (all, part) => all.Or(Of(part, document, depth + 1))));
            }
        }

        return shape;
    }

    private ValueShape And(ValueShape other) => new(Types & other.Types, Items & other.Items);

    private ValueShape Or(ValueShape other) => new(
        Types | other.Types,
        (Types.HasFlag(SchemaTypes.Array) ? Items : SchemaTypes.Any) | (other.Types.HasFlag(SchemaTypes.Array) ? other.Items : SchemaTypes.Any));

    private static SchemaTypes TypesOf(JsonElement schema)
    {
        var types = SchemaTypes.All;
        if (schema.TryGetProperty("type", out var names))
        {
            types &= (names.ValueKind == JsonValueKind.Array ? names.EnumerateArray() : Enumerable.Repeat(names, 1)).Aggregate(SchemaTypes.Any, (all, name) => all | Named(name.GetString()!));
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            types &= values.EnumerateArray().Aggregate(SchemaTypes.Any, (all, value) => all | TypeOf(value));
        }

        return schema.TryGetProperty("const", out var only) ? types & TypeOf(only) : types;
    }

    private static SchemaTypes Named(string name) => name == "number" ? SchemaTypes.Number | SchemaTypes.Integer : Enum.Parse<SchemaTypes>(name, ignoreCase: true);

    private static SchemaTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => SchemaTypes.Null,
        JsonValueKind.True or JsonValueKind.False => SchemaTypes.Boolean,
        JsonValueKind.Number => SchemaTypes.Number | SchemaTypes.Integer,
        JsonValueKind.String => SchemaTypes.String,
        JsonValueKind.Array => SchemaTypes.Array,
        _ => SchemaTypes.Object,
    };

    private static JsonElement.ArrayEnumerator Parts(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var parts) ? parts.EnumerateArray() : default;

    /// <summary>A schema by its pointer; references by anchor are not followed.</summary>
    private static JsonElement? Find(string reference, JsonElement document) =>
        reference.StartsWith('#') && JsonPointer.TryParse(Uri.UnescapeDataString(reference[1..]), out var pointer) ? pointer.Evaluate(document) : null;
}
