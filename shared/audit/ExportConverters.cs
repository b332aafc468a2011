using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace FourRunr.Audit;

internal sealed class HexConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower)
            ? Convert.FromHexString(text) : throw new JsonException("must be lower-case hex");

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Convert.ToHexStringLower(value));
}

/// <summary>A moment as milliseconds since 1970.</summary>
internal sealed class MillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetInt64(out var milliseconds) && milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw new JsonException("must be milliseconds since 1970");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}

/// <summary>Keeps the bytes of an entry. One that is no JSON object on one line, which only damage can do, is written as text in Base64.</summary>
internal sealed class EntryConverter : JsonConverter<byte[]>
{
    /// <summary>An entry that is nested deeper was not written by a gateway.</summary>
    private const int DeepestEntry = 60;

    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetBytesFromBase64(),
        JsonTokenType.StartObject => JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray(),
        _ => throw new JsonException("must be an object or Base64"),
    };

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
    {
        if (FitsIntoALine(value))
        {
            writer.WriteRawValue(value, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64StringValue(value);
        }
    }

    private static bool FitsIntoALine(ReadOnlySpan<byte> entry)
    {
        try
        {
            var reader = new Utf8JsonReader(entry, new JsonReaderOptions { MaxDepth = DeepestEntry });
            return entry is [(byte)'{', ..] && !entry.ContainsAny((byte)'\n', (byte)'\r')
                && reader.Read() && reader.TrySkip() && reader.BytesConsumed == entry.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
