using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Reads what a schema says about the value itself, and what it says to its readers.</summary>
internal static class SchemaRules
{
    public const int LongestText = 4096;
    private const int MostValues = 500;
    private const int Longest = 1024 * 1024;

    /// <summary>In characters. Bounds the time of a division.</summary>
    private const int LongestDivisor = 40;

    public static SchemaNode Read(ObjectReader reader)
    {
        ReadRemarks(reader);
        var (pattern, patternText) = ReadPattern(reader);
        var node = new SchemaNode
        {
            Description = reader.Text("description", maxLength: LongestText),
            Types = ReadTypes(reader),
            Allowed = ReadAllowed(reader),
            Minimum = ReadNumber(reader, "minimum"),
            Maximum = ReadNumber(reader, "maximum"),
            ExclusiveMinimum = ReadNumber(reader, "exclusiveMinimum"),
            ExclusiveMaximum = ReadNumber(reader, "exclusiveMaximum"),
            MultipleOf = ReadDivisor(reader),
            MinLength = ReadCount(reader, "minLength"),
            MaxLength = ReadCount(reader, "maxLength"),
            Pattern = pattern,
            PatternText = patternText,
            Format = ReadFormat(reader),
            MinItems = ReadCount(reader, "minItems"),
            MaxItems = ReadCount(reader, "maxItems"),
            UniqueItems = reader.Flag("uniqueItems"),
            MinProperties = ReadCount(reader, "minProperties"),
            MaxProperties = ReadCount(reader, "maxProperties"),
        };
        // Beside 'contains', which a composed schema checks.
        var (minContains, maxContains) = (ReadCount(reader, "minContains"), ReadCount(reader, "maxContains"));
        foreach (var (low, high, isCrossed) in new[]
        {
            ("minimum", "maximum", node is { Minimum: { } minimum, Maximum: { } maximum } && minimum.Value.CompareTo(maximum.Value) > 0),
            ("minLength", "maxLength", node.MinLength > node.MaxLength),
            ("minItems", "maxItems", node.MinItems > node.MaxItems),
            ("minProperties", "maxProperties", node.MinProperties > node.MaxProperties),
            ("minContains", "maxContains", minContains > maxContains),
        })
        {
            if (isCrossed)
            {
                reader.Complain(low, $"is above '{high}'");
            }
        }

        return node;
    }

    /// <summary>Keywords that demand nothing of a value.</summary>
    private static void ReadRemarks(ObjectReader reader)
    {
        foreach (var text in (string[])["$schema", "$comment", "title", "contentEncoding", "contentMediaType"])
        {
            reader.Text(text, maxLength: LongestText);
        }

        foreach (var flag in (string[])["deprecated", "readOnly", "writeOnly"])
        {
            reader.Flag(flag);
        }

        reader.Any("default");
        reader.Any("examples");
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
            if (name.ValueKind == JsonValueKind.String && SchemaType.All.FirstOrDefault(known => name.ValueEquals(known.Name)) is { } type)
            {
                types |= type.Flag;
            }
            else
            {
                var all = string.Join(", ", SchemaType.All.Select(known => known.Name));
                reader.Complain("type", $"must be one of {all}, or an array of them");
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

    private static SchemaNumber? ReadNumber(ObjectReader reader, string member)
    {
        if (reader.Any(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            reader.Complain(member, "must be a number");
            return null;
        }

        return SchemaNumber.Of(value);
    }

    private static SchemaNumber? ReadDivisor(ObjectReader reader)
    {
        if (ReadNumber(reader, "multipleOf") is not { } divisor)
        {
            return null;
        }

        if (divisor.Value.CompareTo(JsonNumber.Parse("0"u8)) <= 0 || divisor.ToString().Length > LongestDivisor)
        {
            reader.Complain("multipleOf", $"must be above 0 and of at most {LongestDivisor} characters");
            return null;
        }

        return divisor;
    }

    private static int? ReadCount(ObjectReader reader, string member) => (int?)reader.WholeNumber(member, 0, Longest);

    private static (LinearPattern? Pattern, string? Text) ReadPattern(ObjectReader reader)
    {
        if (reader.Text("pattern", maxLength: Patterns.MaxLength) is not { } pattern)
        {
            return (null, null);
        }

        var (compiled, refusal) = SchemaPattern.TryCompile(pattern);
        if (refusal is not null)
        {
            reader.Complain("pattern", refusal);
        }

        return (compiled, pattern);
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
}
