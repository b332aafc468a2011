using System.Buffers;
using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>A number of JSON with all its digits: no floating point rounds it on its way. On the wire it is a number.</summary>
/// <param name="Text">The spelling in JSON; the maker must use the canonical one, so that equal numbers compare equal.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct ExactNumber(string Text)
{
    public override string ToString() => Text;

    public static implicit operator ExactNumber(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    private sealed class Converter : JsonConverter<ExactNumber>
    {
        public override ExactNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
                ? new ExactNumber(Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan))
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, ExactNumber value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
    }
}
