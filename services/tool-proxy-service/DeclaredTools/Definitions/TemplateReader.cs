using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Redaction;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the templates of one action. They may name declared parameters only, of types that fit.</summary>
/// <param name="schema">Null if it is not valid; then names and types are not checked.</param>
internal sealed class TemplateReader(ObjectReader reader, ParameterSchema? schema, DocumentErrors errors)
{
    private const string AllParameters = "parameters";
    private const int MaxPathLength = 1024;
    private const int MaxValueLength = 4096;
    private const int MaxEntries = 100;

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public PathTemplate? ReadPath()
    {
        if (reader.Text("path", required: true, MaxPathLength) is not { } text)
        {
            return null;
        }

        if (!PathTemplate.Parse(text).TryGet(out var template, out var error))
        {
            reader.Complain("path", error);
            return null;
        }

        foreach (var name in template.Parameters)
        {
            if (Find(name, reader.PathOf("path")) is { } parameter && (parameter.Types.HasFlag(SchemaTypes.Null) || !schema!.Root.Required.Contains(name)))
            {
                reader.Complain("path", $"uses the parameter '{name}', which must be required and must not allow null");
            }
        }

        return template;
    }

    public QueryTemplate ReadQuery() => new([.. ReadEntries("query", ComplainOfQueryName, (name, template, path) =>
    {
        if (SecretNames.Covers(name) && !template.Parameters.Any())
        {
            errors.Add(path, HeaderRules.SecretInDefinition);
        }

        CheckParameters(template, path, isListAllowed: template.SingleParameter is not null);
    })]);

    public IReadOnlyList<KeyValuePair<string, TextTemplate>> ReadHeaders()
    {
        var headers = ReadEntries("headers", _ => null, (name, template, path) =>
        {
            CheckParameters(template, path, isListAllowed: false);
            if (HeaderRules.Complain(name, template) is { } complaint)
            {
                errors.Add(path, complaint);
            }
        });
        if (headers.DistinctBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Count() < headers.Count)
        {
            reader.Complain("headers", "has the same header twice");
        }

        return headers;
    }

    /// <summary>Call it last: <c>body: parameters</c> means those that no other template uses.</summary>
    public BodyTemplate? ReadBody(bool isAllowed)
    {
        if (reader.Any("body") is not { } json)
        {
            return null;
        }

        if (!isAllowed)
        {
            reader.Complain("body", "cannot be sent with GET or HEAD");
        }

        if (json.ValueKind == JsonValueKind.String && json.GetString() == AllParameters)
        {
            return BodyTemplate.AllExcept(_used.ToHashSet(StringComparer.Ordinal));
        }

        var body = BodyTemplate.Parse(json, complaint => reader.Complain("body", complaint));
        foreach (var text in body.Texts)
        {
            foreach (var name in text.Parameters)
            {
                if (Find(name, reader.PathOf("body")) is { IsScalar: false } && text.SingleParameter is null)
                {
                    reader.Complain("body", $"uses the parameter '{name}' within a text, so it must be a string, a number or a boolean");
                }
            }
        }

        return body;
    }

    private IReadOnlyList<KeyValuePair<string, TextTemplate>> ReadEntries(
        string member, Func<string, string?> complainOfName, Action<string, TextTemplate, string> check)
    {
        var entries = reader.Map(member, MaxEntries, complainOfName, ReadTemplate) ?? new Dictionary<string, TextTemplate>();
        foreach (var (name, template) in entries)
        {
            check(name, template, $"{reader.PathOf(member)}['{name}']");
        }

        return [.. entries];
    }

    private TextTemplate? ReadTemplate(JsonProperty entry, string path)
    {
        var parsed = TextTemplate.TextOf(entry.Value) is { Length: <= MaxValueLength } text
            ? TextTemplate.Parse(text)
            : $"must be a string of at most {MaxValueLength} characters, a number or a boolean";
        if (parsed.Error is { } error)
        {
            errors.Add(path, error);
        }

        return parsed.Value;
    }

    /// <param name="isListAllowed">Whether a list without a separator is allowed.</param>
    private void CheckParameters(TextTemplate template, string path, bool isListAllowed)
    {
        foreach (var part in template.Parts.Where(part => part.IsParameter))
        {
            if (part.Style != '\0' || part.IsExploded)
            {
                errors.Add(path, $"has a parameter with a modifier that only a path can have: write '{{{part.Text}}}'");
            }
            else if (Find(part.Text, path) is { IsScalar: false } parameter && !((isListAllowed || part.Separator != '\0') && parameter.IsScalarOrArrayOfScalars))
            {
                errors.Add(path, $"uses the parameter '{part.Text}', which must be a string, a number or a boolean; as the whole value also an array of these");
            }
        }
    }

    private ValueShape? Find(string name, string path)
    {
        _used.Add(name);
        var shape = schema?.ShapeOf(name);
        if (schema is not null && shape is null)
        {
            errors.Add(path, $"uses the parameter '{name}', which is not declared in 'parameters.properties'");
        }

        return shape;
    }

    private static string? ComplainOfQueryName(string name) =>
        name.Length is > 0 and <= 128 && !name.Any(char.IsControl) ? null : "must have 1 to 128 characters and no control characters";
}
