using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Json;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>
/// The one form that rules, guards, hash, caches and the tool see of a call's parameters: every number in its one spelling, with all its
/// digits, and no member that is null for "not set". Nearly all parameters are sent so, and then stay as they are.
/// </summary>
internal static class CanonicalParameters
{
    /// <param name="parameters">A JSON object by the rules of <see cref="ObjectBody"/>.</param>
    /// <returns>The parameters, or what is wrong with them by path: a number that no double can hold.</returns>
    public static (JsonElement Value, IReadOnlyDictionary<string, string[]>? Errors) Of(JsonElement parameters, OptionalMembers optional)
    {
        if (IsCanonical(parameters))
        {
            return (parameters, null);
        }

        if (FindTooLarge(parameters) is { } path)
        {
            var errors = new ParameterErrors();
            errors.Add(path, "must be a number within the range of an IEEE 754 double");
            return (default, errors.ToDictionary());
        }

        using var canonical = ReusedJsonWriter.Take();
        Write(canonical.Writer, parameters, optional);
        return (JsonElement.Parse(canonical.Written), null);
    }

    /// <summary>Allocates nothing. It takes every null for one to remove; a null that stays only costs a needless copy.</summary>
    private static bool IsCanonical(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (!IsCanonical(member.Value))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!IsCanonical(item))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Number:
                return JsonNumber.IsCanonical(JsonMarshal.GetRawUtf8Value(value));
            default:
                return value.ValueKind != JsonValueKind.Null;
        }
    }

    /// <returns>The path of the first number that no double can hold. It is built on the way back, since a path can be as long as the body.</returns>
    private static string? FindTooLarge(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (FindTooLarge(member.Value) is { } inside)
                    {
                        return inside.Length == 0 || inside[0] == '[' ? member.Name + inside : $"{member.Name}.{inside}";
                    }
                }

                return null;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    if (FindTooLarge(item) is { } inside)
                    {
                        return inside.Length == 0 || inside[0] == '[' ? $"[{index}]{inside}" : $"[{index}].{inside}";
                    }
                }

                return null;
            default:
                return value.ValueKind == JsonValueKind.Number && !JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value)).IsFinite ? "" : null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, OptionalMembers? optional)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    var name = member.Name;
                    if (member.Value.ValueKind != JsonValueKind.Null || optional?.IsAbsentWhenNull(name) != true)
                    {
                        writer.WritePropertyName(name);
                        Write(writer, member.Value, optional?.Inside(name));
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, optional?.OfItems);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                CanonicalJson.WriteNumber(writer, value);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
