namespace FourRunr.ToolProxy.Schemas;

/// <summary>The keywords of JSON Schema that hold or name other schemas (draft 2020-12).</summary>
internal static class SchemaKeywords
{
    public const string Reference = "$ref";

    /// <summary>Within one document without <c>$id</c> the same as <see cref="Reference"/>.</summary>
    public const string DynamicReference = "$dynamicRef";

    public const string Definitions = "$defs";
    public const string Properties = "properties";
    public const string PatternProperties = "patternProperties";
    public const string AdditionalProperties = "additionalProperties";
    public const string Items = "items";

    public static readonly IReadOnlyList<string> References = [Reference, DynamicReference];

    /// <summary>Each holds one schema, about the value itself or about parts that no other keyword here names.</summary>
    public static readonly IReadOnlyList<string> One = ["not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties"];

    /// <summary>Each holds an array of schemas.</summary>
    public static readonly IReadOnlyList<string> Many = ["allOf", "anyOf", "oneOf", "prefixItems"];

    /// <summary>Each holds schemas by name.</summary>
    public static readonly IReadOnlyList<string> Named = [PatternProperties, "dependentSchemas"];

    /// <summary>Whose schemas are about the very value that the schema around them is about.</summary>
    public static readonly IReadOnlyList<string> OfTheSameValue = ["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"];

    private static readonly string[] Composing = [.. References, .. One, .. Many, .. Named];

    public static bool Compose(JsonObject schema) => Composing.Any(schema.ContainsKey);

    /// <summary>Whether the schema is put together of others in more ways than by members and items.</summary>
    public static bool Compose(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && Composing.Any(keyword => schema.TryGetProperty(keyword, out _));
}
