using System.Text;
using System.Text.Json;
using FourRunr.Documents;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Reads an OpenAPI document that somebody sent: as JSON, or as a text of JSON or YAML.</summary>
internal static class OpenApiText
{
    /// <returns>The document, or what is wrong with it, for the operator.</returns>
    public static (OpenApiDocument? Document, string? Complaint) Read(JsonElement sent)
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

        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("openapi", out var version)
            || version.ValueKind != JsonValueKind.String || !version.GetString()!.StartsWith("3.", StringComparison.Ordinal))
        {
            return (null, "must be an OpenAPI 3 document, with a member 'openapi' such as 3.1.0");
        }

        // The reader would follow a reference to itself for ever.
        if (ReferenceCircles.Has(json))
        {
            return (null, "has a '$ref' that leads back to itself");
        }

        try
        {
            var settings = new OpenApiReaderSettings { LoadExternalRefs = false, RuleSet = ValidationRuleSet.GetEmptyRuleSet() };
            var (document, _) = OpenApiDocument.Parse(json.GetRawText(), OpenApiConstants.Json, settings);
            return document is null ? (null, "is not an OpenAPI document") : (document, null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Somebody else's reader over somebody else's document: whatever it stumbles over, the document is at fault.
            return (null, "is not an OpenAPI document that can be read");
        }
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
