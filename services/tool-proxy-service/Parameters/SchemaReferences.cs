using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>Reads a schema that may refer to places within itself. Of keywords that it does not know it supposes nothing.</summary>
internal sealed class SchemaReferences(JsonObject root)
{
    /// <summary>References, or parts of parts, that are followed in a row.</summary>
    public const int MostHops = 16;

    private const string Null = "null";

    /// <summary>What <c>$ref</c> leads to, in this document; null when there is none, or it leads elsewhere.</summary>
    public JsonNode? Follow(JsonObject schema) =>
        schema["$ref"] is JsonValue value && value.TryGetValue<string>(out var pointer) && pointer.StartsWith('#') ? Find(pointer[1..]) : null;

    /// <summary>Whether null may be valid. False only when a keyword surely refuses it: every keyword holds by itself.</summary>
    public bool AllowsNull(JsonNode? schema) => AllowsNull(schema, hops: 0);

    /// <summary><c>{"type": "null"}</c>, an alternative that says "or nothing".</summary>
    public static bool IsNullAlone(JsonNode? schema) => schema is JsonObject { Count: 1 } only && only["type"] is JsonValue type && IsText(type, Null);

    private bool AllowsNull(JsonNode? node, int hops)
    {
        if (node is not JsonObject schema)
        {
            // true, or no schema that anybody understands; false allows nothing.
            return node?.GetValueKind() != JsonValueKind.False;
        }

        if (hops == MostHops || schema["nullable"]?.GetValueKind() == JsonValueKind.True)
        {
            return true;
        }

        return TypeAllowsNull(schema["type"])
            && (schema["enum"] is not JsonArray values || values.Contains(null))
            && (!schema.TryGetPropertyValue("const", out var value) || value is null)
            && (Follow(schema) is not { } target || AllowsNull(target, hops + 1))
            && (schema["allOf"] is not JsonArray all || all.All(part => AllowsNull(part, hops + 1)))
            && (schema["anyOf"] is not JsonArray any || any.Any(part => AllowsNull(part, hops + 1)))
            && (schema["oneOf"] is not JsonArray one || one.Any(part => AllowsNull(part, hops + 1)));
    }

    private static bool TypeAllowsNull(JsonNode? type) => type switch
    {
        JsonValue name => IsText(name, Null),
        JsonArray names => names.OfType<JsonValue>().Any(name => IsText(name, Null)),
        _ => true,
    };

    /// <summary>A JSON pointer (RFC 6901), as a fragment of a URI.</summary>
    private JsonNode? Find(string pointer)
    {
        JsonNode? found = root;
        foreach (var step in Uri.UnescapeDataString(pointer).Split('/').Skip(1))
        {
            found = found is JsonObject members ? members[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : null;
        }

        return found;
    }

    private static bool IsText(JsonValue value, string text) => value.TryGetValue<string>(out var said) && said == text;
}
