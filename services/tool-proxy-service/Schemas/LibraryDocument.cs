namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// A schema as the library gets it: of every schema the parts, an anchor for references, and the number of its rules. References by
/// pointer become references by anchor, so that the library resolves nothing by itself.
/// </summary>
internal sealed class LibraryDocument(IReadOnlyDictionary<string, SchemaNode> nodes, SchemaReferences references)
{
    private readonly List<SchemaNode> _rules = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public IReadOnlyList<SchemaNode> Rules => _rules;

    public IReadOnlyDictionary<string, SchemaNode> Nodes => nodes;

    public JsonElement Make(JsonElement json)
    {
        foreach (var (pointer, node) in nodes)
        {
            _numbers[pointer] = _rules.Count;
            _rules.Add(node.WithoutSchemas());
        }

        return JsonSerializer.SerializeToElement(Make(json, SchemaPlace.Root));
    }

    public string AnchorOf(string pointer) => string.Create(CultureInfo.InvariantCulture, $"s{_numbers[pointer]}");

    private JsonObject Make(JsonElement json, SchemaPlace place)
    {
        // The rules come first: they count the work.
        var schema = new JsonObject { [LibraryDialect.Rules] = _numbers[place.Pointer], ["$anchor"] = AnchorOf(place.Pointer) };
        if (json.ValueKind != JsonValueKind.Object)
        {
            return schema;
        }

        if (references.TargetOf(place.Pointer) is { } target)
        {
            schema[SchemaKeywords.Reference] = $"#{AnchorOf(target)}";
        }

        foreach (var member in json.EnumerateObject())
        {
            if (MakeMember(member, place) is { } made)
            {
                schema[member.Name] = made;
            }
        }

        // A plain object that lists its members has no others, also when a reference leads to it.
        if (nodes[place.Pointer] is { IsOpen: false } && !json.TryGetProperty(SchemaKeywords.AdditionalProperties, out _))
        {
            schema[SchemaKeywords.AdditionalProperties] = new JsonObject { [LibraryDialect.Rules] = Never() };
        }

        return schema;
    }

    private JsonNode? MakeMember(JsonProperty member, SchemaPlace place)
    {
        var (name, value) = (member.Name, member.Value);
        if (name is SchemaKeywords.Items or SchemaKeywords.AdditionalProperties || SchemaKeywords.One.Contains(name))
        {
            return Make(value, place.At(name, isPart: true));
        }

        if (name is SchemaKeywords.Properties or SchemaKeywords.Definitions || SchemaKeywords.Named.Contains(name))
        {
            return new JsonObject(value.EnumerateObject().Select(part => KeyValuePair.Create(part.Name, (JsonNode?)Make(part.Value, place.At(name, part.Name, isPart: true)))));
        }

        return SchemaKeywords.Many.Contains(name) ? new JsonArray([.. value.EnumerateArray().Select((part, index) => Make(part, place.At(name, index, isPart: true)))])
            : name is "minContains" or "maxContains" ? JsonValue.Create(value)
            : null;
    }

    private int Never()
    {
        _rules.Add(SchemaNode.Never);
        return _rules.Count - 1;
    }
}
