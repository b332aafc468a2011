namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// Reads a JSON Schema (draft 2020-12). Every keyword is checked or refused by name: a rule that nobody enforces is worse than none.
/// References lead to schemas of the same document; nothing is ever fetched.
/// </summary>
internal sealed class SchemaReader
{
    private const int MostMembers = 250;
    private const int MostSchemas = 1000;
    private const int MostUnevaluated = 32;
    private const int MaxDepth = 11;
    private const int LongestName = 64;

    private readonly DocumentErrors _errors;
    private readonly DocumentErrors _own = new();
    private readonly SchemaReferences _references;
    private readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<ComposedSchema> _composed = [];
    private int _schemas;
    private int _unevaluated;

    public SchemaReader(DocumentErrors errors) => (_errors, _references) = (errors, new SchemaReferences(_own));

    /// <returns>Null when the errors say why not.</returns>
    public SchemaNode? Read(JsonElement json, string path)
    {
        var root = Read(json, path, SchemaPlace.Root);
        _references.Check();
        if (_own.IsEmpty && _composed.Count > 0)
        {
            ComposedSchema.Bind(json, _nodes, _references, _composed);
        }

        _errors.AddAll(_own);
        return root;
    }

    private SchemaNode? Read(JsonElement json, string path, SchemaPlace place)
    {
        if (place.Depth > MaxDepth || ++_schemas > MostSchemas)
        {
            _own.Add(path, string.Create(CultureInfo.InvariantCulture, $"is too much: at most {MaxDepth} levels and {MostSchemas} schemas"));
            return null;
        }

        _references.AddSchema(place.Pointer, json, path);
        var node = json.ValueKind switch
        {
            JsonValueKind.True => new SchemaNode(),
            JsonValueKind.False => SchemaNode.Never,
            _ => ObjectReader.Read(json, path, _own, reader => ReadNode(reader, json, place)),
        };
        if (node is not null)
        {
            _nodes[place.Pointer] = node;
        }

        return node;
    }

    private SchemaNode ReadNode(ObjectReader reader, JsonElement json, SchemaPlace place)
    {
        var isComposed = SchemaKeywords.Compose(json);
        var isPart = place.IsPart || isComposed;
        ReadParts(reader, place);
        var properties = ReadNamed(reader, SchemaKeywords.Properties, place, isPart);
        var (isOpen, others) = ReadOthers(reader, place, isPart, isOpenOtherwise: isPart || !reader.Has(SchemaKeywords.Properties));
        var items = ReadOne(reader, SchemaKeywords.Items, place, isPart);
        var node = SchemaRules.Read(reader) with
        {
            Items = items,
            Properties = properties,
            Required = ReadRequired(reader, "required"),
            DependentRequired = ReadDependent(reader),
            IsOpen = isOpen,
            Others = others,
            Composed = isComposed && !place.IsPart ? new ComposedSchema(place.Pointer) : null,
        };
        if (node.Composed is { } composed)
        {
            _composed.Add(composed);
        }

        foreach (var name in node.Required.Where(name => !isPart && !node.IsOpen && !node.Properties.ContainsKey(name)))
        {
            reader.Complain("required", $"names '{name}', which 'properties' does not allow");
        }

        return node;
    }

    /// <summary>What makes a schema composed, and what is there to refer to.</summary>
    private void ReadParts(ObjectReader reader, SchemaPlace place)
    {
        foreach (var keyword in SchemaKeywords.References)
        {
            if (reader.Text(keyword, maxLength: SchemaRules.LongestText) is { } reference)
            {
                _references.AddReference(place.Pointer, reference, reader.PathOf(keyword));
            }
        }

        foreach (var keyword in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (reader.Name(keyword, ComplainOfAnchor) is { } anchor)
            {
                _references.AddAnchor(place.Pointer, anchor, reader.PathOf(keyword));
            }
        }

        foreach (var keyword in SchemaKeywords.One)
        {
            if (ReadOne(reader, keyword, place, isPart: true) is not null && keyword.StartsWith("unevaluated", StringComparison.Ordinal) && ++_unevaluated > MostUnevaluated)
            {
                reader.Complain(keyword, string.Create(CultureInfo.InvariantCulture, $"is there more than {MostUnevaluated} times"));
            }
        }

        foreach (var keyword in SchemaKeywords.Many)
        {
            ReadMany(reader, keyword, place);
        }

        foreach (var keyword in SchemaKeywords.Named)
        {
            ReadNamed(reader, keyword, place, isPart: true);
        }

        ReadNamed(reader, SchemaKeywords.Definitions, place, isPart: true);
    }

    private SchemaNode? ReadOne(ObjectReader reader, string keyword, SchemaPlace place, bool isPart) =>
        reader.Nested(keyword, (item, path, _) => Read(item, path, place.At(keyword, isPart)));

    private void ReadMany(ObjectReader reader, string keyword, SchemaPlace place)
    {
        var index = 0;
        var schemas = reader.Items(keyword, MostMembers, (item, path) => Read(item, path, place.At(keyword, index++, isPart: true)));
        if (schemas is { Count: 0 })
        {
            reader.Complain(keyword, "must have at least one schema");
        }
    }

    private IReadOnlyDictionary<string, SchemaNode> ReadNamed(ObjectReader reader, string keyword, SchemaPlace place, bool isPart) =>
        reader.Map(
            keyword,
            MostMembers,
            name => ComplainOfMember(keyword, name),
            (member, path) => Read(member.Value, path, place.At(keyword, member.Name, isPart))) ?? new Dictionary<string, SchemaNode>();

    private (bool IsOpen, SchemaNode? Others) ReadOthers(ObjectReader reader, SchemaPlace place, bool isPart, bool isOpenOtherwise) =>
        !reader.Has(SchemaKeywords.AdditionalProperties) ? (isOpenOtherwise, null)
            : ReadOne(reader, SchemaKeywords.AdditionalProperties, place, isPart) is { } others ? (!ReferenceEquals(others, SchemaNode.Never), others)
            : (true, null);

    private static IReadOnlyList<string> ReadRequired(ObjectReader reader, string member) => reader.Texts(member, MostMembers, ComplainOfName) ?? [];

    private IReadOnlyDictionary<string, IReadOnlyList<string>> ReadDependent(ObjectReader reader) =>
        reader.Map("dependentRequired", MostMembers, ComplainOfName, ReadNames) ?? new Dictionary<string, IReadOnlyList<string>>();

    private IReadOnlyList<string>? ReadNames(JsonProperty member, string path)
    {
        var json = member.Value;
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() <= MostMembers && json.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
        {
            return [.. json.EnumerateArray().Select(name => name.GetString()!)];
        }

        _own.Add(path, string.Create(CultureInfo.InvariantCulture, $"must be an array of at most {MostMembers} names"));
        return null;
    }

    private static string? ComplainOfMember(string keyword, string name) => keyword switch
    {
        SchemaKeywords.PatternProperties => SchemaPattern.TryCompile(name).Refusal ?? SchemaPattern.ComplainForLibrary(name),
        _ => ComplainOfName(name),
    };

    private static string? ComplainOfAnchor(string name) =>
        name.Length is > 0 and <= LongestName && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
            ? null
            : "must be 1 to 64 of letters, digits, '-', '_' and '.', and begin with a letter or '_'";

    private static string? ComplainOfName(string name) => name.Length is > 0 and <= LongestName && !name.Any(char.IsControl)
        ? null
        : $"must have 1 to {LongestName} characters and no control characters";
}
