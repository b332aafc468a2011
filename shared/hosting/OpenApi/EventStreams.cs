namespace FourRunr.Hosting.OpenApi;

/// <summary>
/// Describes streams of server-sent events. OpenAPI 3.1 can only say that such a response is text; what one event holds is in
/// <c>x-itemSchema</c>, in the form that OpenAPI 3.2 gives to <c>itemSchema</c>.
/// </summary>
internal static class EventStreams
{
    private const string ContentType = "text/event-stream";

    public static void Describe(JsonObject document)
    {
        foreach (var operation in SchemaUse.Operations(document))
        {
            foreach (var (_, response) in operation["responses"]?.AsObject() ?? [])
            {
                if (response?["content"]?[ContentType] is JsonObject media && DataOf(media["schema"], document) is { } data)
                {
                    media["schema"] = new JsonObject { ["type"] = "string", ["description"] = "A stream of events, each as x-itemSchema says." };
                    media["x-itemSchema"] = Item(data);
                }
            }
        }
    }

    /// <summary>The framework describes its own type, which has the event's data as a member.</summary>
    private static JsonNode? DataOf(JsonNode? schema, JsonObject document)
    {
        var item = schema?["$ref"]?.GetValue<string>() is { } reference
            ? document["components"]?["schemas"]?[reference[(reference.LastIndexOf('/') + 1)..]]
            : schema;
        var data = item?["properties"]?["data"];
        return data?["oneOf"]?.AsArray().FirstOrDefault(option => option?["$ref"] is not null) ?? data;
    }

    private static JsonObject Item(JsonNode data) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["event"] = new JsonObject { ["type"] = "string", ["description"] = "Kind of the event.", ["examples"] = new JsonArray("call", "heartbeat") },
            ["id"] = new JsonObject { ["type"] = "string", ["description"] = "Id of the event." },
            ["data"] = new JsonObject
            {
                ["type"] = "string",
                ["contentMediaType"] = "application/json",
                ["contentSchema"] = data.DeepClone(),
                ["description"] = "JSON; empty or null for an event without data.",
            },
        },
    };
}
