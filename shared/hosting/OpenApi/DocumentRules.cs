namespace FourRunr.Hosting.OpenApi;

/// <summary>Changes that need the finished document.</summary>
internal static class DocumentRules
{
    public static void Apply(JsonObject document)
    {
        EventStreams.Describe(document);
        var components = document["components"]?["schemas"]?.AsObject();
        if (components is null)
        {
            return;
        }

        var (inRequests, inResponses) = SchemaUse.Of(document);
        foreach (var (name, schema) in components.ToArray())
        {
            if (inRequests.Contains(name))
            {
                continue;
            }

            if (inResponses.Contains(name))
            {
                Open(schema!.AsObject());
            }
            else
            {
                components.Remove(name);
            }
        }
    }

    /// <summary>
    /// Only requests are strict. A response never holds a null, because nulls are left out, and a client must not break when a
    /// response gets a new member.
    /// </summary>
    private static void Open(JsonObject schema)
    {
        if (schema["additionalProperties"] is JsonValue closed && closed.TryGetValue<bool>(out var allowed) && !allowed)
        {
            schema.Remove("additionalProperties");
        }

        foreach (var (name, member) in schema["properties"]?.AsObject().ToArray() ?? [])
        {
            schema["properties"]![name] = WithoutNull(member!.AsObject());
        }
    }

    private static JsonObject WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            var others = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
            schema["type"] = others is [var only] ? only : new JsonArray([.. others.Select(type => (JsonNode)type)]);
        }

        if (schema["oneOf"] is not JsonArray { Count: 2 } both || both.FirstOrDefault(IsNull) is not { } nothing)
        {
            return (JsonObject)schema.DeepClone();
        }

        var rest = (JsonObject)both.First(option => option != nothing)!.DeepClone();
        foreach (var (keyword, value) in schema.Where(entry => entry.Key != "oneOf"))
        {
            rest[keyword] = value?.DeepClone();
        }

        return rest;
    }

    private static bool IsNull(JsonNode? schema) => schema?["type"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "null";
}
