using System.Buffers;
using System.Runtime.InteropServices;

namespace FourRunr.ToolProxy.Json;

/// <summary>Writes a value in canonical form: properties in ordinal order, no white space, numbers in canonical form.</summary>
internal static class CanonicalJson
{
    /// <param name="use">Receives the bytes, which are valid only during the call.</param>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static TResult Of<TState, TResult>(JsonElement value, TState state, Func<ReadOnlySpan<byte>, TState, TResult> use)
    {
        using var canonical = ReusedJsonWriter.Take();
        Write(canonical.Writer, value);
        return use(canonical.Written, state);
    }

    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static string TextOf(JsonElement value) => Of(value, state: 0, static (canonical, _) => Encoding.UTF8.GetString(canonical));

    /// <summary>Writes a number in canonical form.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, JsonElement number)
    {
        var text = JsonMarshal.GetRawUtf8Value(number);
        if (JsonNumber.IsCanonical(text))
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteRawValue(JsonNumber.Parse(text).ToString(), skipInputValidation: true);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value);
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
                WriteString(writer, value);
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteString(Utf8JsonWriter writer, JsonElement value)
    {
        var quoted = JsonMarshal.GetRawUtf8Value(value);
        if (quoted.Contains((byte)'\\'))
        {
            // The same character can be escaped in several ways.
            writer.WriteStringValue(value.GetString());
        }
        else
        {
            writer.WriteStringValue(quoted[1..^1]);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value)
    {
        var count = value.GetPropertyCount();
        var (names, values) = (ArrayPool<string>.Shared.Rent(count), ArrayPool<JsonElement>.Shared.Rent(count));
        var next = 0;
        foreach (var property in value.EnumerateObject())
        {
            (names[next], values[next++]) = (property.Name, property.Value);
        }

        Array.Sort(names, values, 0, count, StringComparer.Ordinal);
        writer.WriteStartObject();
        for (var i = 0; i < count; i++)
        {
            writer.WritePropertyName(names[i]);
            Write(writer, values[i]);
        }

        writer.WriteEndObject();
        ArrayPool<string>.Shared.Return(names, clearArray: true);
        ArrayPool<JsonElement>.Shared.Return(values, clearArray: true);
    }
}
