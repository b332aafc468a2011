using System.Runtime.InteropServices;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>A number of a schema, kept as it was written so that it is compared exactly.</summary>
internal sealed class SchemaNumber
{
    private readonly byte[] _text;

    private SchemaNumber(byte[] text) => _text = text;

    public JsonNumber Value => JsonNumber.Parse(_text);

    public static SchemaNumber Of(JsonElement number) => new(JsonMarshal.GetRawUtf8Value(number).ToArray());

    public override string ToString() => Encoding.UTF8.GetString(_text);
}
