using System.Text;
using System.Text.Json;
using FourRunr.Documents;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Reads an OpenAPI document that somebody sent: as JSON, or as a text of JSON or YAML.</summary>
internal static class OpenApiText
{
    /// <returns>The document, or what is wrong with it, for the operator.</returns>
    public static (ApiDocument? Document, string? Complaint) Read(JsonElement sent)
    {
        JsonElement json;
        try
        {
            json = sent.ValueKind == JsonValueKind.String ? Parse(ByteOrderMark.Skip(sent.GetString()!)) : sent;
        }
        catch (JsonException)
        {
            return (null, "is not valid JSON");
        }
        catch (FormatException exception)
        {
            // The gateway's own words about the place, see YamlToJson.
            return (null, $"cannot be read: {exception.Message.TrimEnd('.')}");
        }

        // Half of a surrogate pair can be written as an escape, but not read as text.
        if (!StrictJson.IsUnicode(json))
        {
            return (null, "has text that is not valid Unicode");
        }

        if (json.Text("openapi")?.StartsWith("3.", StringComparison.Ordinal) != true)
        {
            return (null, "must be an OpenAPI 3 document, with a member 'openapi' such as 3.1.0");
        }

        var document = new ApiDocument(json);
        return document.HasCircles() ? (null, "has a '$ref' that leads back to itself") : (document, null);
    }

    private static JsonElement Parse(string text)
    {
        if (text.AsSpan().TrimStart().StartsWith("{"))
        {
            return StrictJson.Read(Encoding.UTF8.GetBytes(text));
        }

        return YamlToJson.Read(text) is [var only] ? only : throw new FormatException("It must hold exactly one YAML document");
    }
}
