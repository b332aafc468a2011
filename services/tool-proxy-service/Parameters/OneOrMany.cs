using System.Text.Json;
using System.Text.Json.Serialization;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>A parameter that is one string or an array of strings.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record OneOrMany(IReadOnlyList<string> Values)
{
    private sealed class Converter : JsonConverter<OneOrMany>
    {
        public override OneOrMany Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new OneOrMany([reader.GetString()!]);
            }

            var values = JsonSerializer.Deserialize<string?[]>(ref reader, options);
            return values is not null && !values.Contains(null) ? new OneOrMany(values!) : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, OneOrMany value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Values, options);
    }
}
