using Json.Schema;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>An OpenAPI document as a client reads it.</summary>
internal sealed class ApiDocument(JsonObject root)
{
    private const string Schemas = "#/components/schemas/";
    private readonly Dictionary<string, JsonSchema> _schemas = [];
    private readonly JsonNode _definitions = Closed(root["components"]!["schemas"]!);

    public JsonObject Root { get; } = root;

    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in root["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new ApiOperation(path.Key, new HttpMethod(operation.Key.ToUpperInvariant()), operation.Value!.AsObject()),
    ];

    public static async Task<ApiDocument> ReadAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject());

    /// <summary>What a reference stands for; anything else is itself.</summary>
    public JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference
        ? ((string)reference!).Split('/').Skip(1).Aggregate((JsonNode)Root, (parent, name) => parent[name]
            ?? throw new InvalidOperationException($"{reference} leads nowhere."))
        : node;

    public JsonSchema Compile(JsonNode schema)
    {
        var text = schema.ToJsonString();
        if (!_schemas.TryGetValue(text, out var compiled))
        {
            var whole = new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$defs"] = _definitions.DeepClone(),
                ["allOf"] = new JsonArray(schema.DeepClone()),
            };
            _schemas[text] = compiled = JsonSchema.FromText(whole.ToJsonString().Replace(Schemas, "#/$defs/", StringComparison.Ordinal));
        }

        return compiled;
    }

    /// <summary>Answers may get new members, but only documented ones: here a member that nobody described is a fault.</summary>
    private static JsonNode Closed(JsonNode schemas)
    {
        var closed = schemas.DeepClone();
        foreach (var schema in closed.AsObject().Select(entry => entry.Value!.AsObject()).Where(schema => schema["properties"] is not null))
        {
            schema.TryAdd("additionalProperties", false);
        }

        return closed;
    }
}

/// <param name="Json">As it stands in the document.</param>
internal sealed record ApiOperation(string Path, HttpMethod Method, JsonObject Json)
{
    public string Id => (string)Json["operationId"]!;

    /// <summary>Whether a path of a request is one of this operation's.</summary>
    public bool Serves(string path)
    {
        var (own, asked) = (Path.Split('/'), path.Split('/'));
        return own.Length == asked.Length && own.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    public override string ToString() => $"{Id} ({Method} {Path})";
}
