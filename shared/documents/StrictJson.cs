using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using FourRunr.Contracts;

namespace FourRunr.Documents;

/// <summary>
/// The one reader of JSON that others sent: one value in UTF-8, with or without a byte order mark, no comments, no property twice at any
/// depth, and at most <see cref="GatewayJson.MaxDepth"/> levels.
/// </summary>
public static class StrictJson
{
    /// <summary>Reads the value. Its strings may still be no Unicode: see <see cref="IsUnicode"/>.</summary>
    /// <param name="depth">Most levels, where it is not <see cref="GatewayJson.MaxDepth"/>.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json, out JsonElement value, [NotNullWhen(false)] out JsonReadError? error, int depth = GatewayJson.MaxDepth)
    {
        (value, error) = (default, null);
        json = ByteOrderMark.Skip(json);
        try
        {
            value = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
            error = Utf8.IsValid(json) ? null : new JsonReadError(JsonReadErrorKind.Encoding, NotUnicode());
        }
        catch (JsonException exception)
        {
            error = new JsonReadError(Utf8.IsValid(json) ? JsonReadErrorKind.Syntax : JsonReadErrorKind.Encoding, exception);
        }
        catch (InvalidOperationException exception)
        {
            // A property name that is not valid Unicode cannot be compared with the others.
            error = new JsonReadError(Utf8.IsValid(json) ? JsonReadErrorKind.PropertyName : JsonReadErrorKind.Encoding, NotUnicode(exception));
        }

        return error is null;
    }

    /// <summary>Reads the value and checks all of its strings.</summary>
    /// <exception cref="JsonException">The JSON is malformed, breaks a rule, or holds a string that is not valid Unicode.</exception>
    public static JsonElement Read(ReadOnlySpan<byte> json)
    {
        if (!TryRead(json, out var value, out var error))
        {
            throw error.Cause;
        }

        return IsUnicode(value) ? value : throw NotUnicode();
    }

    /// <summary>
    /// Whether all names and strings are valid Unicode. JSON can be well-formed without: its bytes need not be UTF-8, and half of a
    /// surrogate pair can be written as an escape.
    /// </summary>
    public static bool IsUnicode(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return Utf8.IsValid(raw) && (!(raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0) || CanDecode(value));
    }

    private static bool CanDecode(JsonElement value)
    {
        try
        {
            Decode(value);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Decode(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Decode(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Decode(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }

    private static JsonException NotUnicode(InvalidOperationException? cause = null) =>
        new("A string is not valid Unicode.", cause ?? new InvalidOperationException());
}
