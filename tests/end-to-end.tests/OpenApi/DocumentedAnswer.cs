using Json.Schema;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>Holds an answer against what the document says of the operation.</summary>
internal static class DocumentedAnswer
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <returns>What is wrong; empty for an answer as documented.</returns>
    public static async Task<IReadOnlyList<string>> ComplainAsync(ApiDocument document, ApiOperation operation, HttpResponseMessage response)
    {
        var status = $"{(int)response.StatusCode}";
        var text = await response.Content.ReadAsStringAsync();
        if (operation.Json["responses"]?[status] is not { } known)
        {
            return [$"{operation}: {status} is not documented: {text}"];
        }

        var answer = document.Resolve(known);
        List<string> complaints = [.. ComplainOfHeaders(answer, response).Select(complaint => $"{operation} {status}: {complaint}")];
        if (text.Length > 0)
        {
            complaints.AddRange(ComplainOfBody(document, answer, response, text).Select(complaint => $"{operation} {status}: {complaint}: {text}"));
        }

        return complaints;
    }

    public static IEnumerable<string> Complain(ApiDocument document, JsonNode schema, JsonElement value)
    {
        var result = document.Compile(schema).Evaluate(value, Options);
        return result.IsValid
            ? []
            : (result.Details ?? []).SelectMany(detail => (detail.Errors ?? new Dictionary<string, string>())
                .Select(error => $"{detail.InstanceLocation} {error.Value}"));
    }

    private static IEnumerable<string> ComplainOfHeaders(JsonNode answer, HttpResponseMessage response)
    {
        var documented = answer["headers"]?.AsObject().Select(header => header.Key).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        return response.Headers
            .Select(header => header.Key)
            .Where(name => !documented.Contains(name) && name is not ("Date" or "Cache-Control" or "Vary" or "Transfer-Encoding" or "Connection" or "Server" or "Pragma"))
            .Select(name => $"the header {name} is not documented");
    }

    private static IEnumerable<string> ComplainOfBody(ApiDocument document, JsonNode answer, HttpResponseMessage response, string text)
    {
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        if (answer["content"]?[type]?["schema"] is not { } schema)
        {
            return [$"the content type {type} is not documented"];
        }

        if (!type.EndsWith("json", StringComparison.Ordinal) || type == "application/x-ndjson")
        {
            return [];
        }

        using var json = JsonDocument.Parse(text);
        return [.. Complain(document, schema, json.RootElement)];
    }
}
