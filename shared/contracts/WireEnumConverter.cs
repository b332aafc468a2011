using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>Reads and writes every enum by its words (<see cref="WireWords"/>) and nothing else, also as the name of a member.</summary>
public sealed class WireEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<TEnum> : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Parse(ref reader) : throw Unknown();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToWire());

        public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(ref reader);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToWire());

        private static TEnum Parse(ref Utf8JsonReader reader) =>
            WireWords.TryParse<TEnum>(reader.GetString(), out var value) ? value : throw Unknown();

        // The serializer adds the path.
        private static JsonException Unknown() => new($"must be one of {string.Join(", ", WireWords.Of<TEnum>())}");
    }
}
