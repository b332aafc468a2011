using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>One operation of an OpenAPI document as an action.</summary>
internal sealed class OperationImport(ApiDocument document, OperationPlace place, Action<string> warn)
{
    public const int LongestDescription = 2000;

    /// <summary>So that a definition fits into the depth that requests may have.</summary>
    private const int MaxDepth = 26;

    private const string WholeBody = "body";

    /// <summary>Most names in what an optional body demands of its members together.</summary>
    private const int MostDependencies = 500;

    /// <summary>Headers that OpenAPI itself gives another meaning.</summary>
    private static readonly string[] NoParameters = ["Accept", "Content-Type", "Authorization"];

    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];
    private readonly JsonObject _dependent = [];
    private readonly JsonObject _query = [];
    private readonly JsonObject _headers = [];
    private readonly SchemaImport _schemas = new(document, warn);
    private string _path = place.Path;

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert()
    {
        RefuseBinaryAnswers();
        var parameters = place.Item.Items("parameters").Concat(place.Operation.Items("parameters"))
            .Select(document.Resolve)
            .GroupBy(parameter => (parameter.Text("name"), parameter.Text("in")), (_, same) => same.Last());
        foreach (var parameter in parameters)
        {
            Add(parameter);
        }

        DeclareTheRestOfThePath();
        var body = place.Operation.Member("requestBody") is { } content ? ConvertBody(document.Resolve(content)) : null;
        var action = Assemble(body);
        return Depth(action) <= MaxDepth ? action : throw new UnsupportedException("its schemas are nested too deeply");
    }

    private JsonObject Assemble(JsonNode? body)
    {
        var action = new JsonObject();
        if ((place.Operation.Text("summary") is { Length: > 0 } summary ? summary : place.Operation.Text("description")) is { Length: > 0 } description)
        {
            action["description"] = SchemaConversion.Shorten(description, LongestDescription);
        }

        action["method"] = place.Method.Method;
        action["path"] = _path;
        AddFilled(action, "query", _query);
        AddFilled(action, "headers", _headers);
        if (body is not null)
        {
            action["body"] = body;
        }

        if (_properties.Count > 0)
        {
            var parameters = new JsonObject { ["type"] = "object", ["properties"] = _properties, ["required"] = _required };
            AddFilled(parameters, "dependentRequired", _dependent);
            AddFilled(parameters, SchemaKeywords.Definitions, _schemas.Definitions);
            action["parameters"] = parameters;
        }

        return action;
    }

    private void Add(JsonElement parameter)
    {
        var name = parameter.Text("name") ?? "";
        if (parameter.Text("in") == "header" && NoParameters.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        ParameterImport made;
        try
        {
            made = ParameterImport.Of(parameter, _schemas);
        }
        catch (UnsupportedException exception) when (!parameter.Flag("required"))
        {
            warn($"the parameter '{name}' is left out: {exception.Message}");
            return;
        }
        catch (UnsupportedException exception)
        {
            throw new UnsupportedException($"of its parameter '{name}': {exception.Message}");
        }

        switch (parameter.Text("in"))
        {
            case "path" when !_path.Contains($"{{{name}}}", StringComparison.Ordinal):
                warn($"the parameter '{name}' is left out: the path does not name it");
                return;
            case "path":
                _path = _path.Replace($"{{{name}}}", made.Template, StringComparison.Ordinal);
                break;
            case "query":
                _query[name] = made.Template;
                break;
            default:
                _headers[name] = made.Template;
                break;
        }

        Declare(name, made.Schema, made.IsRequired);
    }

    /// <summary>A place in the path that no parameter describes is one of text.</summary>
    private void DeclareTheRestOfThePath()
    {
        foreach (var name in place.Path.Split('{').Skip(1).Select(part => part.Split('}')[0]).Where(name => name.Length is > 0 and <= 64 && !_properties.ContainsKey(name) && _path.Contains($"{{{name}}}", StringComparison.Ordinal)))
        {
            warn($"the parameter '{name}' of the path is not described: it is taken for a text");
            Declare(name, new JsonObject { ["type"] = "string" }, isRequired: true);
        }
    }

    private JsonNode? ConvertBody(JsonElement body)
    {
        var media = body.Members("content").Cast<JsonProperty?>().FirstOrDefault(content => IsJson(content!.Value.Name) || content.Value.Name is "*/*" or "application/*");
        var isRequired = body.Flag("required");
        if (media is not { } json)
        {
            return isRequired
                ? throw new UnsupportedException($"its body is {string.Join(" or ", body.Members("content").Select(content => content.Name))}, and only JSON is sent")
                : Warned("the body is left out: it is not JSON");
        }

        if (!isRequired && (place.Method == HttpMethod.Get || place.Method == HttpMethod.Head))
        {
            return Warned($"the body is left out: {place.Method} has none");
        }

        if (IsJson(json.Name) && json.Name.Split(';')[0].Trim() is var type && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            _headers["Content-Type"] = type;
        }

        var schema = json.Value.Member("schema") is { } source ? _schemas.Convert(source) : [];
        // The members of an object become parameters, unless one of them has a name that is taken.
        if (schema["properties"] is not JsonObject members || SchemaKeywords.Compose(schema) || schema["additionalProperties"] is JsonObject
            || members.Any(member => _properties.ContainsKey(member.Key) || member.Key.Length > 64 || ParameterImport.IsExpression(member.Key)))
        {
            Declare(WholeBody, schema, isRequired);
            return $"{{{WholeBody}}}";
        }

        var required = (schema["required"] as JsonArray ?? []).Select(name => (string)name!).Where(members.ContainsKey).ToList();
        if (!isRequired)
        {
            DependOn(required, [.. members.Select(member => member.Key)]);
        }

        var template = new JsonObject();
        foreach (var (name, member) in members.ToArray())
        {
            members.Remove(name);
            Declare(name, (JsonObject)member!, isRequired && required.Contains(name));
            template[name] = $"{{{name}}}";
        }

        return template;
    }

    /// <summary>An optional body need not be sent, but if it is, with all that it requires.</summary>
    private void DependOn(List<string> required, List<string> members)
    {
        if (required.Count * members.Count > MostDependencies)
        {
            warn($"the body is optional: that it needs {string.Join(", ", required)} is left to the API to check");
            return;
        }

        foreach (var member in members)
        {
            if (required.Where(name => name != member).ToList() is { Count: > 0 } others)
            {
                _dependent[member] = new JsonArray([.. others.Select(name => JsonValue.Create(name))]);
            }
        }
    }

    private void Declare(string name, JsonObject schema, bool isRequired)
    {
        if (!_properties.TryAdd(name, schema))
        {
            throw new UnsupportedException($"two of its parameters are called '{name}'");
        }

        if (isRequired)
        {
            _required.Add(name);
        }
    }

    private void RefuseBinaryAnswers()
    {
        var types = place.Operation.Members("responses").Where(response => response.Name.StartsWith('2'))
            .SelectMany(response => document.Resolve(response.Value).Members("content"))
            .Select(content => content.Name)
            .ToList();
        if (types.Count > 0 && !types.Any(type => IsJson(type) || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.Contains("xml", StringComparison.OrdinalIgnoreCase) || type.Contains('*', StringComparison.Ordinal)))
        {
            throw new UnsupportedException($"it answers with {string.Join(" or ", types)}, which is neither JSON nor text");
        }
    }

    private JsonNode? Warned(string warning)
    {
        warn(warning);
        return null;
    }

    private static void AddFilled(JsonObject whole, string name, JsonObject part)
    {
        if (part.Count > 0)
        {
            whole[name] = part;
        }
    }

    private static int Depth(JsonNode? node) => node switch
    {
        JsonObject members => 1 + members.Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        JsonArray items => 1 + items.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool IsJson(string type) => type.Split(';')[0].Trim() is var name
        && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
