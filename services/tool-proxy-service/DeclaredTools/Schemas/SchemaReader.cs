using System.Globalization;
using System.Text.Json;
using FourRunr.Documents;
using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.DeclaredTools.Schemas;

/// <summary>
/// Reads the part of JSON Schema (draft 2020-12) that is checked. A keyword outside of it is refused by name: a rule that nobody enforces
/// is worse than none.
/// </summary>
internal sealed class SchemaReader(DocumentErrors errors)
{
    private const int MostProperties = 100;
    private const int MostValues = 500;
    private const int MostSchemas = 500;
    private const int MaxDepth = 8;
    private const int LongestName = 64;
    private const int LongestText = 4096;
    private const int Longest = 1024 * 1024;

    private static readonly Dictionary<string, SchemaTypes> TypeNames = new(StringComparer.Ordinal)
    {
        ["string"] = SchemaTypes.String,
        ["integer"] = SchemaTypes.Integer,
        ["number"] = SchemaTypes.Number,
        ["boolean"] = SchemaTypes.Boolean,
        ["array"] = SchemaTypes.Array,
        ["object"] = SchemaTypes.Object,
        ["null"] = SchemaTypes.Null,
    };

    private int _schemas;

    public SchemaNode? Read(JsonElement json, string path, int depth = 0)
    {
        if (depth > MaxDepth || ++_schemas > MostSchemas)
        {
            errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"is too much: at most {MaxDepth} levels and {MostSchemas} schemas"));
            return null;
        }

        return ObjectReader.Read(json, path, errors, reader => ReadNode(reader, depth));
    }

    private SchemaNode? ReadNode(ObjectReader reader, int depth)
    {
        ReadRemarks(reader);
        var properties = reader.Map("properties", MostProperties, ComplainOfName, (item, path) => Read(item, path, depth + 1));
        var (isOpen, others) = ReadOthers(reader, isOpenOtherwise: !reader.Has("properties"), depth);
        var node = new SchemaNode
        {
            Types = ReadTypes(reader),
            Allowed = ReadAllowed(reader),
            Minimum = reader.Number("minimum"),
            Maximum = reader.Number("maximum"),
            ExclusiveMinimum = reader.Number("exclusiveMinimum"),
            ExclusiveMaximum = reader.Number("exclusiveMaximum"),
            MinLength = (int?)reader.WholeNumber("minLength", 0, Longest),
            MaxLength = (int?)reader.WholeNumber("maxLength", 0, Longest),
            Pattern = ReadPattern(reader),
            Format = ReadFormat(reader),
            Items = reader.Nested("items", (item, path, _) => Read(item, path, depth + 1)),
            MinItems = (int?)reader.WholeNumber("minItems", 0, Longest),
            MaxItems = (int?)reader.WholeNumber("maxItems", 0, Longest),
            Properties = properties ?? new Dictionary<string, SchemaNode>(),
            Required = reader.Texts("required", MostProperties, ComplainOfName) ?? [],
            IsOpen = isOpen,
            Others = others,
        };
        CheckBounds(reader, node);
        return node;
    }

    /// <summary>For readers of the schema only.</summary>
    private static void ReadRemarks(ObjectReader reader)
    {
        reader.Text("$schema", maxLength: LongestText);
        reader.Text("title", maxLength: LongestText);
        reader.Text("description", maxLength: LongestText);
        reader.Any("default");
        reader.Any("examples");
        reader.Flag("deprecated");
    }

    private static SchemaTypes ReadTypes(ObjectReader reader)
    {
        IReadOnlyList<JsonElement> names = reader.Any("type") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => [.. list.EnumerateArray()],
            { } one => [one],
        };
        var types = SchemaTypes.Any;
        foreach (var name in names)
        {
            if (name.ValueKind == JsonValueKind.String && TypeNames.TryGetValue(name.GetString()!, out var type))
            {
                types |= type;
            }
            else
            {
                reader.Complain("type", $"must be one of {string.Join(", ", TypeNames.Keys)}, or an array of them");
            }
        }

        return types;
    }

    private static IReadOnlyList<JsonElement>? ReadAllowed(ObjectReader reader)
    {
        var values = reader.Items("enum", MostValues, (item, _) => item.Clone());
        if (values is { Count: 0 })
        {
            reader.Complain("enum", "must have at least one value");
        }

        if (reader.Any("const") is not { } only)
        {
            return values;
        }

        if (values is not null)
        {
            reader.Complain("const", "and 'enum' say the same; leave one out");
        }

        return [only];
    }

    private (bool IsOpen, SchemaNode? Others) ReadOthers(ObjectReader reader, bool isOpenOtherwise, int depth)
    {
        const string Member = "additionalProperties";
        return reader.Any(Member) switch
        {
            null => (isOpenOtherwise, null),
            { ValueKind: JsonValueKind.True } => (true, null),
            { ValueKind: JsonValueKind.False } => (false, null),
            { } schema => (true, Read(schema, reader.PathOf(Member), depth + 1)),
        };
    }

    private static System.Text.RegularExpressions.Regex? ReadPattern(ObjectReader reader)
    {
        if (reader.Text("pattern", maxLength: Patterns.MaxLength) is not { } pattern)
        {
            return null;
        }

        var (regex, refusal) = SchemaPattern.TryCompile(pattern);
        if (refusal is not null)
        {
            reader.Complain("pattern", refusal);
        }

        return regex;
    }

    private static StringFormat? ReadFormat(ObjectReader reader)
    {
        var name = reader.Text("format");
        var format = StringFormat.All.FirstOrDefault(known => known.Name == name);
        if (name is not null && format is null)
        {
            reader.Complain("format", $"must be one of {string.Join(", ", StringFormat.All.Select(known => known.Name))}");
        }

        return format;
    }

    private static void CheckBounds(ObjectReader reader, SchemaNode node)
    {
        foreach (var (low, high, isCrossed) in new[]
        {
            ("minimum", "maximum", node.Minimum > node.Maximum),
            ("minLength", "maxLength", node.MinLength > node.MaxLength),
            ("minItems", "maxItems", node.MinItems > node.MaxItems),
        })
        {
            if (isCrossed)
            {
                reader.Complain(low, $"is above '{high}'");
            }
        }

        foreach (var name in node.Required.Where(name => !node.IsOpen && !node.Properties.ContainsKey(name)))
        {
            reader.Complain("required", $"names '{name}', which 'properties' does not allow");
        }
    }

    private static string? ComplainOfName(string name) => name.Length is > 0 and <= LongestName && !name.Any(char.IsControl)
        ? null
        : $"must have 1 to {LongestName} characters and no control characters";
}
