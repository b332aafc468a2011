using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FourRunr.ToolProxy.Tools;

/// <summary>The only source of variety in mock answers: a hash of the call, so that the same call always has the same answer.</summary>
internal readonly struct MockSeed
{
    private readonly byte[] _hash;

    private MockSeed(string text) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static MockSeed Of(params ReadOnlySpan<string?> parts) => new(JsonSerializer.Serialize(parts.ToArray()));

    /// <param name="parameters">The order of properties does not matter.</param>
    public static MockSeed Of(ToolAction action, JsonElement parameters)
    {
        var text = new StringBuilder(action.Tool).Append('.').Append(action.Name);
        AppendSorted(text, parameters);
        return new MockSeed(text.ToString());
    }

    /// <summary>Lower-case hex digits, at most 64.</summary>
    public string Hex(int digits) => Convert.ToHexStringLower(_hash)[..digits];

    /// <summary>At least <paramref name="minimum"/>, less than <paramref name="limit"/>; <paramref name="index"/> 0 to 7 names one of several.</summary>
    public int Number(int index, int minimum, int limit) =>
        minimum + (int)(BinaryPrimitives.ReadUInt32BigEndian(_hash.AsSpan(index * sizeof(uint))) % (uint)(limit - minimum));

    private static void AppendSorted(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    text.Append(JsonSerializer.Serialize(property.Name)).Append(':');
                    AppendSorted(text, property.Value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    AppendSorted(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                // Two spellings of one string (escapes) are the same string.
                text.Append(JsonSerializer.Serialize(value.GetString()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
