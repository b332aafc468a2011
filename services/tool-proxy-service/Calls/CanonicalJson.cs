using System.Buffers;
using System.Text.Json;

namespace FourRunr.ToolProxy.Calls;

/// <summary>One form for all spellings of a value: properties in ordinal order, no white space, numbers as written.</summary>
internal static class CanonicalJson
{
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static ReadOnlySpan<byte> Of(JsonElement value)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(canonical))
        {
            Write(writer, value);
        }

        return canonical.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(value.GetString());
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
