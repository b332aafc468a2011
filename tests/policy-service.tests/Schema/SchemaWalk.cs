namespace FourRunr.Policy.Tests.Schema;

/// <summary>Goes through a schema and tries on the reader, at the same place of the example, what the schema allows and what it does not.</summary>
/// <param name="exceptions">Place and word that the schema allows and the reader rightly does not: JSON Schema cannot say why.</param>
internal sealed class SchemaWalk(JsonObject root, params string[] exceptions)
{
    private readonly List<string> _disagreements = [];

    public IReadOnlyList<string> Disagreements => _disagreements;

    public int Tried { get; private set; }

    /// <param name="path">Member names and array indexes into the example.</param>
    /// <param name="unused">Members of the root that the example does not have.</param>
    public void Visit(JsonObject schema, object[] path, IReadOnlyCollection<string>? unused = null)
    {
        schema = Resolve(schema);
        TryTypes(schema, path);
        TryBounds(schema, path);
        TryEnum(schema, path);
        TryPattern(schema, path);
        var type = schema["type"] is JsonValue one ? (string?)one : null;
        if (type == "object")
        {
            VisitObject(schema, path, unused ?? []);
        }
        else if (type == "array")
        {
            VisitArray(schema, path);
        }
    }

    private void VisitObject(JsonObject schema, object[] path, IReadOnlyCollection<string> unused)
    {
        if (schema["properties"] is JsonObject properties)
        {
            CompareMembers(properties, path);
            foreach (var (name, member) in properties.Where(property => !unused.Contains(property.Key)))
            {
                Visit(member!.AsObject(), [.. path, name]);
            }
        }

        foreach (var required in (schema["required"] as JsonArray ?? []).Select(name => (string)name!))
        {
            Refused(path, node => node!.AsObject().Remove(required), $"without {required}");
        }

        if (schema["additionalProperties"] is JsonObject named)
        {
            var example = At(SchemaTests.Document(), path)!.AsObject().First().Key;
            Visit(named, [.. path, example]);
            // A parameter path may be any text of a kind; a scope may not.
            Refused(path, node => node!.AsObject()[""] = node[example]!.DeepClone(), "with an empty name");
            var most = (int)schema["maxProperties"]!;
            Refused(path, node => Fill(node!.AsObject(), example, most + 1), $"with {most + 1} members");
            Accepted(path, node => Fill(node!.AsObject(), example, most), $"with {most} members");
        }

        if ((int?)schema["minProperties"] == 1)
        {
            Refused(path, node => node!.AsObject().Clear(), "empty");
        }
    }

    /// <summary>The reader says which members it knows when it meets one that it does not.</summary>
    private void CompareMembers(JsonObject properties, object[] path)
    {
        Tried++;
        var document = SchemaTests.Document();
        At(document, path)!.AsObject()["no_such_member"] = 1;
        var complaint = SchemaTests.ErrorsOf(document).SelectMany(error => error.Value).SingleOrDefault(text => text.Contains("known: ", StringComparison.Ordinal));
        var known = complaint is null ? [] : complaint.TrimEnd('.').Split("known: ")[1].Split(", ").Order(StringComparer.Ordinal).ToArray();
        var described = properties.Select(property => property.Key).Order(StringComparer.Ordinal).ToArray();
        if (!known.SequenceEqual(described))
        {
            _disagreements.Add($"{Text(path)}: the reader knows [{string.Join(' ', known)}], the schema [{string.Join(' ', described)}]");
        }
    }

    private void VisitArray(JsonObject schema, object[] path)
    {
        Visit(schema["items"]!.AsObject(), [.. path, 0]);
        var most = (int)schema["maxItems"]!;
        Refused(path, node => Repeat(node!.AsArray(), most + 1), $"with {most + 1} items");
        Accepted(path, node => Repeat(node!.AsArray(), most), $"with {most} items");
        if ((int?)schema["minItems"] == 1)
        {
            Refused(path, node => node!.AsArray().Clear(), "empty");
        }
    }

    private void TryTypes(JsonObject schema, object[] path)
    {
        string[] types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => (string)type!)],
            { } one => [(string)one!],
            _ => ["string"],
        };
        foreach (var (kind, value) in new (string, JsonNode?)[]
        {
            ("null", null), ("object", new JsonObject { ["x"] = 1 }), ("array", new JsonArray(new JsonArray())), ("string", "?"), ("number", 1.5), ("boolean", true),
        })
        {
            var fits = types.Contains(kind) || kind == "array" && types.Contains("array") || kind == "object" && types.Contains("object");
            if (!fits)
            {
                RefusedValue(path, value, kind);
            }
        }
    }

    private void TryBounds(JsonObject schema, object[] path)
    {
        if (schema["minimum"] is { } minimum && schema["maximum"] is { } maximum)
        {
            var (low, high) = ((long)minimum, (long)maximum);
            RefusedValue(path, low - 1, "below the minimum");
            RefusedValue(path, high + 1, "above the maximum");
            AcceptedValue(path, low, "the minimum");
            AcceptedValue(path, high, "the maximum");
        }

        if ((int?)schema["maxLength"] is { } longest)
        {
            RefusedValue(path, TextOf(longest + 1), "too long");
            AcceptedValue(path, TextOf(longest), "as long as can be");
        }

        if ((int?)schema["minLength"] == 1)
        {
            RefusedValue(path, "", "empty");
        }
    }

    private void TryEnum(JsonObject schema, object[] path)
    {
        if (schema["enum"] is not JsonArray words)
        {
            return;
        }

        foreach (var word in words)
        {
            if (!exceptions.Contains($"{Text(path)} {(string)word!}"))
            {
                AcceptedValue(path, word!.DeepClone(), (string)word!);
            }

            RefusedValue(path, ((string)word!).ToUpperInvariant(), "in capitals");
        }
    }

    /// <summary>Texts of every kind that patterns are about: schema and reader must say the same of each.</summary>
    private void TryPattern(JsonObject schema, object[] path)
    {
        if ((string?)schema["pattern"] is not { } pattern)
        {
            return;
        }

        string[] texts =
        [
            "a", "A", "a b", " ", "*", "*:*", "a:*", "*:a", "a:b", "a:b:c", "1a", "a_b-c", "a.b", "1s", "5m", "24h", "31d", "1w", "s", "-1s",
            "06:00-22:00", "00:00-24:00", "24:00-06:00", "6:00-22:00", "23:59-23:60", "22:00-06:00", "a\u0001b",
        ];
        foreach (var text in texts)
        {
            var fits = System.Text.RegularExpressions.Regex.IsMatch(text, pattern, System.Text.RegularExpressions.RegexOptions.CultureInvariant);
            Check(path, text, mustPass: fits && !exceptions.Contains($"{Text(path)} {text}"), $"'{text}'");
        }
    }

    private void RefusedValue(object[] path, JsonNode? value, string what) => Check(path, value, mustPass: false, what);

    private void AcceptedValue(object[] path, JsonNode? value, string what) => Check(path, value, mustPass: true, what);

    private void Check(object[] path, JsonNode? value, bool mustPass, string what)
    {
        if (path.Length == 0)
        {
            Verdict(value, path, mustPass, what);
            return;
        }

        var document = SchemaTests.Document();
        var parent = At(document, path[..^1])!;
        if (path[^1] is int index)
        {
            parent[index] = value;
        }
        else
        {
            parent[(string)path[^1]] = value;
        }

        Verdict(document, path, mustPass, what);
    }

    private void Refused(object[] path, Action<JsonNode?> change, string what) => Changed(path, change, mustPass: false, what);

    private void Accepted(object[] path, Action<JsonNode?> change, string what) => Changed(path, change, mustPass: true, what);

    private void Changed(object[] path, Action<JsonNode?> change, bool mustPass, string what)
    {
        var document = SchemaTests.Document();
        change(At(document, path));
        Verdict(document, path, mustPass, what);
    }

    private void Verdict(JsonNode? document, object[] path, bool mustPass, string what)
    {
        Tried++;
        var errors = SchemaTests.ErrorsOf(document);
        if (errors.Count == 0 != mustPass)
        {
            _disagreements.Add($"{Text(path)} {what}: the schema {(mustPass ? "allows" : "refuses")} it, the reader says {string.Join(' ', errors.Values.SelectMany(text => text))}");
        }
    }

    private JsonObject Resolve(JsonObject schema) =>
        (string?)schema["$ref"] is { } reference ? root["$defs"]![reference["#/$defs/".Length..]]!.AsObject() : schema;

    private static JsonNode? At(JsonNode document, object[] path) =>
        path.Aggregate((JsonNode?)document, (node, step) => step is int index ? node![index] : node![(string)step]);

    /// <summary>Patterns are long: as a class of characters they stay small as automata, which have a bound of their own.</summary>
    private static string TextOf(int length) => length < 512 ? new string('a', length) : $"[{new string('a', length - 2)}]";

    private static void Repeat(JsonArray array, int count)
    {
        while (array.Count < count)
        {
            array.Add(Another(array[0]!, array.Count));
        }
    }

    /// <summary>Names are unique in their list, and so are numbers.</summary>
    private static JsonNode Another(JsonNode item, int count)
    {
        var another = item.DeepClone();
        if (another is JsonObject members && members["name"] is { } name)
        {
            members["name"] = string.Create(CultureInfo.InvariantCulture, $"{name}{count}");
        }

        return another is JsonValue value && value.TryGetValue<int>(out var number) ? JsonValue.Create(number + count) : another;
    }

    private static void Fill(JsonObject members, string example, int count)
    {
        for (var i = 0; members.Count < count; i++)
        {
            var (tool, colon, action) = (example.Split(':')[0], example.Contains(':') ? ":" : "", example.Contains(':') ? example.Split(':')[1] : "");
            members[string.Create(CultureInfo.InvariantCulture, $"{tool}{i}{colon}{action}")] = members[example]!.DeepClone();
        }
    }

    private static string Text(object[] path) => path.Length == 0 ? "$" : string.Join('.', path);
}
