using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>
/// Compares JSON with the type it is to become and finds every difference, where deserializing stops at the first. A type
/// with extension data is open: it takes unknown fields and nulls, as the API behind it does.
/// </summary>
internal static class ParameterShape
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, Shape> Shapes = new();

    /// <param name="name">How messages call the object, e.g. <c>serpapi.search</c>.</param>
    /// <param name="path">Where the value is; empty for the parameters themselves.</param>
    public static void Check(JsonElement value, JsonTypeInfo type, string name, string path, ParameterErrors errors)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CheckObject(value, type, name, path, errors);
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    CheckPart(item, type.ElementType!, $"{path}[{index++}]", errors);
                }

                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind == JsonValueKind.Object:
                foreach (var entry in value.EnumerateObject())
                {
                    CheckPart(entry.Value, type.ElementType!, $"{path}.{entry.Name}", errors);
                }

                break;
            case JsonTypeInfoKind.None when CanRead(value, type):
                break;
            default:
                errors.Add(path, $"must be {Describe(type)}");
                break;
        }
    }

    /// <summary>The fields that a type names.</summary>
    public static IEnumerable<JsonPropertyInfo> Fields(JsonTypeInfo type) => ShapeOf(type).Fields.Values;

    private static void CheckObject(JsonElement value, JsonTypeInfo type, string name, string path, ParameterErrors errors)
    {
        var (fields, open) = ShapeOf(type);
        foreach (var property in value.EnumerateObject())
        {
            var propertyName = property.Name;
            var fieldPath = path.Length == 0 ? propertyName : $"{path}.{propertyName}";
            if (!fields.TryGetValue(propertyName, out var field))
            {
                if (!open)
                {
                    errors.Add(fieldPath, $"is not a parameter of {name}; allowed: {Allowed(type)}");
                }
            }
            else if (!open || property.Value.ValueKind != JsonValueKind.Null)
            {
                CheckPart(property.Value, field.PropertyType, fieldPath, errors);
            }
        }
    }

    private static Shape ShapeOf(JsonTypeInfo type) => Shapes.GetOrAdd(type, static type => new Shape(
        type.Properties.Where(property => !property.IsExtensionData).ToFrozenDictionary(property => property.Name, StringComparer.Ordinal),
        type.Properties.Any(property => property.IsExtensionData)));

    private static void CheckPart(JsonElement value, Type type, string path, ParameterErrors errors)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            errors.Add(path, "must not be null");
            return;
        }

        Check(value, ParameterReader.TypeInfo(type), path, path, errors);
    }

    private static bool CanRead(JsonElement value, JsonTypeInfo type)
    {
        if (type.Type == typeof(string))
        {
            return value.ValueKind == JsonValueKind.String;
        }

        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Allowed(JsonTypeInfo type) =>
        type.Properties.Count == 0 ? "none" : string.Join(", ", Fields(type).Select(field => field.Name));

    private static string Describe(JsonTypeInfo type) => (Nullable.GetUnderlyingType(type.Type) ?? type.Type) switch
    {
        var scalar when scalar == typeof(string) => "a string",
        var scalar when scalar == typeof(bool) => "true or false",
        var scalar when scalar == typeof(int) || scalar == typeof(long) => "a whole number",
        var scalar when scalar == typeof(double) => "a number",
        var scalar when scalar == typeof(OneOrMany) => "a string or an array of strings",
        _ when type.Kind == JsonTypeInfoKind.Enumerable => "an array",
        _ => "an object",
    };

    /// <param name="Fields">That the type names, by their names on the wire.</param>
    /// <param name="IsOpen">Whether it takes others too.</param>
    private sealed record Shape(FrozenDictionary<string, JsonPropertyInfo> Fields, bool IsOpen);
}
