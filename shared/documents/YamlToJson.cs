using FourRunr.Contracts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FourRunr.Documents;

/// <summary>
/// Turns YAML into JSON by the core schema (YAML 1.2 chapter 10.3): plain <c>true</c>, <c>null</c> and numbers are what
/// they look like, everything else is a string. Anchors and aliases are refused, because with them a few
/// lines can expand to gigabytes.
/// </summary>
public static class YamlToJson
{
    private const int LongestNameShown = 64;

    /// <summary>The documents of a stream (separated by <c>---</c>), in their order. Empty ones, as before a first or after a last <c>---</c>, are left out.</summary>
    /// <exception cref="FormatException">Not YAML, or YAML that is refused; the message says where.</exception>
    public static IReadOnlyList<JsonElement> Read(string yaml)
    {
        try
        {
            var parser = new Parser(new StringReader(ByteOrderMark.SkipInYaml(yaml)));
            var documents = new List<JsonElement>();
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                if (!IsEmpty(parser))
                {
                    documents.Add(ReadDocument(parser));
                }

                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (YamlException exception)
        {
            throw new FormatException(Place("The YAML is malformed", exception.Start), exception);
        }
    }

    /// <summary>Whether the document is empty; then its node is skipped.</summary>
    private static bool IsEmpty(Parser parser) =>
        parser.Accept<Scalar>(out var scalar) && scalar is { Value: "", Style: ScalarStyle.Plain, Anchor.IsEmpty: true, Tag.IsEmpty: true } && parser.MoveNext();

    private static JsonElement ReadDocument(Parser parser)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(parser, writer, depth: 0);
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    private static void Write(Parser parser, Utf8JsonWriter writer, int depth)
    {
        if (!parser.Accept<NodeEvent>(out var node) || !node.Anchor.IsEmpty)
        {
            // An alias is no node event.
            throw new FormatException(Place("Anchors and aliases are not supported", parser.Current!.Start));
        }

        parser.MoveNext();

        if (depth > GatewayJson.MaxDepth)
        {
            throw new FormatException(Place("The YAML is nested too deeply", node.Start));
        }

        switch (node)
        {
            case Scalar scalar:
                WriteScalar(scalar, writer);
                break;
            case SequenceStart:
                writer.WriteStartArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    Write(parser, writer, depth + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteMapping(parser, writer, depth);
                break;
        }
    }

    private static void WriteMapping(Parser parser, Utf8JsonWriter writer, int depth)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<NodeEvent>();
            if (key is not Scalar name)
            {
                throw new FormatException(Place("A key must be a plain name", key.Start));
            }

            if (!names.Add(name.Value))
            {
                throw new FormatException(Place($"The key '{Characters.Cut(name.Value, LongestNameShown)}' occurs twice", key.Start));
            }

            writer.WritePropertyName(name.Value);
            Write(parser, writer, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            writer.WriteNullValue();
        }
        else if (text is "true" or "True" or "TRUE")
        {
            writer.WriteBooleanValue(true);
        }
        else if (text is "false" or "False" or "FALSE")
        {
            writer.WriteBooleanValue(false);
        }
        else if (IsJsonNumber(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static bool IsJsonNumber(string text)
    {
        if (text[0] is not ('-' or >= '0' and <= '9'))
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Place(string what, Mark mark) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} (line {mark.Line}, column {mark.Column}).");
}
