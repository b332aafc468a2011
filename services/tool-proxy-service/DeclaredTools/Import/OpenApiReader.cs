using FourRunr.ToolProxy.DeclaredTools.Templates;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Reads an OpenAPI document: a JSON object, or a string of JSON or YAML.</summary>
internal static class OpenApiReader
{
    /// <returns>The error is the end of a sentence.</returns>
    public static ErrorOr<ApiDocument> Read(JsonElement sent)
    {
        JsonElement json;
        try
        {
            json = sent.ValueKind == JsonValueKind.String ? Parse(ByteOrderMark.Skip(sent.GetString()!)) : sent;
        }
        catch (JsonException)
        {
            return "is not valid JSON";
        }
        catch (FormatException exception)
        {
            // A message of YamlToJson, which contains nothing of the document but positions and names.
            return $"cannot be read: {exception.Message.TrimEnd('.')}";
        }

        // An escape in JSON can be half of a surrogate pair.
        if (!StrictJson.IsUnicode(json))
        {
            return "has text that is not valid Unicode";
        }

        if (json.Text("openapi")?.StartsWith("3.", StringComparison.Ordinal) != true)
        {
            return "must be an OpenAPI 3 document, with a member 'openapi' such as 3.1.0";
        }

        var document = new ApiDocument(json);
        return document.HasCircularReferences() ? "has a circular '$ref'" : document;
    }

    private static JsonElement Parse(string text) =>
        text.AsSpan().TrimStart().StartsWith("{") ? StrictJson.Read(Encoding.UTF8.GetBytes(text))
        : YamlToJson.Read(text) is [var single] ? single
        : throw new FormatException("It must contain exactly one YAML document");
}
