using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>The schema of a tool's arguments or output as its server gives it, made ready for the gateway's own check.</summary>
internal static class McpServerSchema
{
    private const string ParamHeader = "x-mcp-header";

    /// <returns>The schema; null, and why, if the gateway cannot check it.</returns>
    public static (ParameterSchema? Schema, IReadOnlyList<McpParamHeader> Headers, string? Problem) Read(JsonObject inputSchema)
    {
        var schema = (JsonObject)inputSchema.DeepClone();
        var headers = new List<McpParamHeader>();
        if (!TakeHeaders(schema, [], headers))
        {
            return (null, [], $"{ParamHeader} stands where it may not, or twice");
        }

        Open(schema);
        var errors = new DocumentErrors();
        var read = ParameterSchema.Read(JsonSerializer.SerializeToElement(schema), path: "", errors);
        return read is not null ? (read, headers, null) : (null, [], string.Join(' ', errors.ToDictionary().SelectMany(pair => pair.Value.Select(text => $"{pair.Key} {text}"))));
    }

    /// <summary>Clients of earlier revisions refuse the whole list for a property that is no object.</summary>
    public static bool IsPublishable(ParameterSchema output) =>
        output.Document["properties"] is not JsonObject properties || properties.All(property => property.Value is JsonObject);

    /// <summary>JSON Schema assumes that an object may have other members, the gateway's own tools assume the opposite.</summary>
    private static void Open(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["properties"] is JsonObject && !schema.ContainsKey("additionalProperties") && !schema.ContainsKey("unevaluatedProperties"))
                {
                    schema["additionalProperties"] = true;
                }

                foreach (var (name, child) in schema.ToList())
                {
                    // What stands there are values, no schemas.
                    if (name is not ("enum" or "const" or "default" or "examples"))
                    {
                        Open(child);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Open(item);
                }

                break;
        }
    }

    /// <summary>Takes out what obliges clients to send headers: the gateway sends them itself.</summary>
    private static bool TakeHeaders(JsonObject schema, IReadOnlyList<string> path, List<McpParamHeader> headers)
    {
        foreach (var (name, node) in schema["properties"] as JsonObject ?? [])
        {
            if (node is not JsonObject property)
            {
                continue;
            }

            IReadOnlyList<string> here = [.. path, name];
            if (property.Remove(ParamHeader, out var value))
            {
                var isGood = value is JsonValue text && text.TryGetValue<string>(out var header) && McpParamHeader.IsName(header)
                    && headers.TrueForAll(other => !other.Name.Equals(header, StringComparison.OrdinalIgnoreCase));
                if (!isGood)
                {
                    return false;
                }

                headers.Add(new McpParamHeader((string)value!, here));
            }

            if (!TakeHeaders(property, here, headers))
            {
                return false;
            }
        }

        return true;
    }
}
