namespace FourRunr.ToolProxy.Schemas;

/// <summary>The schema of an action's parameters: always one of an object.</summary>
/// <param name="Document">As agents see it: with everything said that is assumed.</param>
internal sealed record ParameterSchema(SchemaNode Root, JsonObject Document)
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>Of an action that takes no parameters.</summary>
    public static readonly ParameterSchema Nothing = new(
        new SchemaNode { Types = SchemaTypes.Object, IsOpen = false },
        new JsonObject { ["$schema"] = Dialect, ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = false });

    public static ParameterSchema? Read(JsonElement json, string path, DocumentErrors errors)
    {
        var own = new DocumentErrors();
        var root = new SchemaReader(own).Read(json, path);
        errors.AddAll(own);
        if (root is null || !own.IsEmpty)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || root.Types is not (SchemaTypes.Any or SchemaTypes.Object) || root.Allowed is not null)
        {
            errors.Add(path, "must be the schema of an object");
            return null;
        }

        var document = JsonObject.Create(json)!;
        document["$schema"] = Dialect;
        document["type"] = "object";
        SayWhatIsAssumed(document);
        return new ParameterSchema(root with { Types = SchemaTypes.Object }, (JsonObject)document.DeepClone()) { Json = json.Clone() };
    }

    /// <summary>As it was declared.</summary>
    private JsonElement Json { get; init; }

    /// <summary>The kinds of values that a parameter can have; null for one that is not declared.</summary>
    public ValueShape? ShapeOf(string name) => Root.Properties.ContainsKey(name) ? ValueShape.Of(Json.GetProperty("properties").GetProperty(name), Json) : null;

    /// <param name="action">E.g. <c>weather.forecast</c>, for messages.</param>
    public void Check(JsonElement parameters, string action, ParameterErrors errors) => SchemaCheck.Check(Root, parameters, path: "", action, errors);

    /// <returns>What is wrong, by field; null when nothing is.</returns>
    public Dictionary<string, string[]>? Validate(JsonElement parameters, string action)
    {
        var errors = new ParameterErrors();
        Check(parameters, action, errors);
        return errors.Any ? errors.ToDictionary() : null;
    }

    /// <summary>An object that lists its properties has no others unless it says so; JSON Schema by itself assumes the opposite.</summary>
    private static void SayWhatIsAssumed(JsonNode? schema)
    {
        // A part of a composed schema cannot know what the other parts allow.
        if (schema is not JsonObject members || SchemaKeywords.Compose(members))
        {
            return;
        }

        if (members["properties"] is JsonObject properties)
        {
            members.TryAdd("additionalProperties", false);
            foreach (var (_, property) in properties)
            {
                SayWhatIsAssumed(property);
            }
        }

        SayWhatIsAssumed(members["items"]);
        SayWhatIsAssumed(members["additionalProperties"]);
    }
}
