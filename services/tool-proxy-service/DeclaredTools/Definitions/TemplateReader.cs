using System.Text.Json;
using FourRunr.Documents;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Redaction;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads the templates of one action: every place must be of a declared parameter that fits there.</summary>
/// <param name="schema">Null when it could not be read, which was said already.</param>
internal sealed class TemplateReader(ObjectReader reader, ParameterSchema? schema, DocumentErrors errors)
{
    private const string WholeParameters = "parameters";
    private const int LongestPath = 1024;
    private const int LongestValue = 4096;
    private const int MostEntries = 100;

    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);

    public PathTemplate? ReadPath()
    {
        if (reader.Text("path", required: true, LongestPath) is not { } text)
        {
            return null;
        }

        var (template, complaint) = PathTemplate.Parse(text);
        if (complaint is not null)
        {
            reader.Complain("path", complaint);
        }

        foreach (var name in template?.Parameters ?? [])
        {
            if (Find(name, reader.PathOf("path")) is { } parameter && (parameter.Types.HasFlag(SchemaTypes.Null) || !schema!.Root.Required.Contains(name)))
            {
                reader.Complain("path", $"needs the parameter '{name}' to be required, and never null");
            }
        }

        return template;
    }

    public QueryTemplate ReadQuery() => new([.. ReadEntries("query", ComplainOfQueryName, (entry, template, path) =>
    {
        if (SecretNames.Covers(entry) && !template.Parameters.Any())
        {
            errors.Add(path, "looks like a secret, which belongs into the tool's credential: see 'credential'");
        }

        CheckParts(template, path, mayBeList: template.Only is not null);
    })]);

    public IReadOnlyList<KeyValuePair<string, TextTemplate>> ReadHeaders()
    {
        var headers = ReadEntries("headers", _ => null, (_, template, path) => CheckParts(template, path, mayBeList: false));
        foreach (var (name, template) in headers)
        {
            if (HeaderRules.Complain(name, template) is { } complaint)
            {
                reader.ComplainAt($"{reader.PathOf("headers")}['{name}']", complaint);
            }
        }

        if (headers.DistinctBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Count() < headers.Count)
        {
            reader.Complain("headers", "name one header twice");
        }

        return headers;
    }

    /// <summary>After the other templates: <c>body: parameters</c> means those that stand nowhere else.</summary>
    public BodyTemplate? ReadBody(bool mayHaveOne)
    {
        if (reader.Any("body") is not { } json)
        {
            return null;
        }

        if (!mayHaveOne)
        {
            reader.Complain("body", "cannot be sent with GET or HEAD");
        }

        if (json.ValueKind == JsonValueKind.String && json.GetString() == WholeParameters)
        {
            return new BodyTemplate.AllOthers([.. _placed]);
        }

        var body = BodyTemplate.Parse(json, complaint => reader.Complain("body", complaint));
        foreach (var (name, isWhole) in body.Places)
        {
            if (Find(name, reader.PathOf("body")) is { IsScalar: false } && !isWhole)
            {
                reader.Complain("body", $"needs the parameter '{name}' to be a string, a number or a boolean, or to stand by itself");
            }
        }

        return body;
    }

    private IReadOnlyList<KeyValuePair<string, TextTemplate>> ReadEntries(
        string member, Func<string, string?> complainOfName, Action<string, TextTemplate, string> check)
    {
        var entries = reader.Map(member, MostEntries, complainOfName, ReadTemplate) ?? new Dictionary<string, TextTemplate>();
        foreach (var (name, template) in entries)
        {
            check(name, template, $"{reader.PathOf(member)}['{name}']");
        }

        return [.. entries];
    }

    private TextTemplate? ReadTemplate(JsonElement json, string path)
    {
        var text = TextTemplate.TextOf(json);
        var (template, complaint) = text is null || text.Length > LongestValue
            ? (null, $"must be a text of at most {LongestValue} characters, a number, true or false")
            : TextTemplate.Parse(text);
        if (complaint is not null)
        {
            errors.Add(path, complaint);
        }

        return template;
    }

    /// <param name="mayBeList">Whether a list may stand there by itself; one that is joined may stand everywhere.</param>
    private void CheckParts(TextTemplate template, string path, bool mayBeList)
    {
        foreach (var part in template.Parts.Where(part => part.IsParameter))
        {
            if (part.Style != '\0' || part.IsExploded)
            {
                errors.Add(path, $"has a place that only a path can have: write '{{{part.Text}}}'");
            }
            else if (Find(part.Text, path) is { IsScalar: false } parameter && !((mayBeList || part.Joiner != '\0') && parameter.IsScalarOrArrayOfScalars))
            {
                errors.Add(path, $"needs the parameter '{part.Text}' to be a string, a number or a boolean, or by itself an array of those");
            }
        }
    }

    private ValueShape? Find(string name, string path)
    {
        _placed.Add(name);
        if (schema is null)
        {
            return null;
        }

        if (schema.ShapeOf(name) is { } parameter)
        {
            return parameter;
        }

        errors.Add(path, $"names '{name}', which is not declared in 'parameters.properties'");
        return null;
    }

    private static string? ComplainOfQueryName(string name) =>
        name.Length is > 0 and <= 128 && !name.Any(char.IsControl) ? null : "must have 1 to 128 characters and no control characters";
}
