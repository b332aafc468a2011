using System.Text.Json;
using FourRunr.Contracts;

namespace FourRunr.Documents;

/// <summary>JSON as the gateway accepts it: no comments, duplicate members, deep nesting or text that is no Unicode.</summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = GatewayJson.MaxDepth, AllowDuplicateProperties = false };

    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <exception cref="JsonException">The JSON is malformed or breaks one of these rules.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(ByteOrderMark.Skip(json), Options);
            ReadTexts(document.RootElement);
            return document;
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair can be written as an escape, but not read as text.
            document?.Dispose();
            throw new JsonException("A text is no Unicode.", exception);
        }
    }

    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
