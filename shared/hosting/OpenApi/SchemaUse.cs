namespace FourRunr.Hosting.OpenApi;

/// <summary>Which schemas the requests of a document refer to, and which the responses do, directly or through others.</summary>
internal static class SchemaUse
{
    private const string Schemas = "#/components/schemas/";
    private static readonly string[] PartsOfRequests = ["requestBody", "parameters"];

    public static (HashSet<string> InRequests, HashSet<string> InResponses) Of(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var (inRequests, inResponses) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var operation in Operations(document))
        {
            foreach (var (name, part) in operation)
            {
                Collect(part, schemas, PartsOfRequests.Contains(name) ? inRequests : inResponses);
            }
        }

        Collect(document["components"]!["responses"], schemas, inResponses);
        return (inRequests, inResponses);
    }

    public static IEnumerable<JsonObject> Operations(JsonObject document) =>
        (document["paths"]?.AsObject() ?? []).SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value).OfType<JsonObject>();

    private static void Collect(JsonNode? node, JsonObject schemas, HashSet<string> found)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Collect(item, schemas, found);
                }

                break;
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    if (name != "$ref" || member!.GetValue<string>() is not { } target || !target.StartsWith(Schemas, StringComparison.Ordinal))
                    {
                        Collect(member, schemas, found);
                    }
                    else if (found.Add(target[Schemas.Length..]))
                    {
                        Collect(schemas[target[Schemas.Length..]], schemas, found);
                    }
                }

                break;
        }
    }
}
