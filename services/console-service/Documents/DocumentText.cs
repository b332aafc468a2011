using FourRunr.Documents;

namespace FourRunr.WebConsole.Documents;

/// <summary>Reads what an operator typed: YAML, or JSON.</summary>
internal static class DocumentText
{
    /// <returns>The document, or what keeps it from being read.</returns>
    public static (JsonObject? Document, DocumentFault? Fault) Read(string text)
    {
        try
        {
            IReadOnlyList<JsonElement> documents = text.AsSpan().TrimStart() is ['{', ..] ? [StrictJson.Read(Encoding.UTF8.GetBytes(text))] : YamlToJson.Read(text);
            return documents switch
            {
                [{ ValueKind: JsonValueKind.Object } document] => (JsonObject.Create(document), null),
                [] => (null, new DocumentFault("The document is empty.")),
                [_] => (null, new DocumentFault("The document must be an object: names with values.")),
                _ => (null, new DocumentFault("There must be exactly one document.")),
            };
        }
        catch (FormatException exception)
        {
            // It names the place.
            return (null, new DocumentFault(exception.Message));
        }
        catch (JsonException exception)
        {
            return (null, new DocumentFault("The JSON is malformed.", Line: exception.LineNumber + 1));
        }
    }
}
