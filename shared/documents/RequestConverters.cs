using System.Buffers;
using System.Text.Json.Serialization;

namespace FourRunr.Documents;

/// <summary>
/// Reads bodies with a fixed type by the same rules as documents: integers however they are written (<see cref="WholeNumbers"/>), moments
/// by <see cref="Rfc3339"/>. Writing is left as it is.
/// </summary>
public static class RequestConverters
{
    public static void AddTo(IList<JsonConverter> converters)
    {
        converters.Add(new IntConverter());
        converters.Add(new LongConverter());
        converters.Add(new MomentConverter());
    }

    private static long ReadWhole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && WholeNumbers.TryRead(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, out var value)
            ? value
            : throw new JsonException();

    private sealed class IntConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReadWhole(ref reader) is var value and >= int.MinValue and <= int.MaxValue ? (int)value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class LongConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadWhole(ref reader);

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class MomentConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out var moment) ? moment : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
