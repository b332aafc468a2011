using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.Json;

/// <summary>
/// Checks for text that JSON syntax allows but a string cannot hold: invalid UTF-8, and escaped halves of surrogate pairs.
/// </summary>
internal static class JsonUnicode
{
    public static bool IsValid(JsonElement value)
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
}
