using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Converts one operation of an OpenAPI document to an action.</summary>
internal sealed class OperationImport(ApiDocument document, ApiOperation operation, Action<string> warn)
{
    public const int MaxDescriptionLength = 2000;

    /// <summary>A definition with deeper schemas would exceed the depth that a request body may have.</summary>
    private const int MaxDepth = 26;

    private const string WholeBody = "body";

    /// <summary>The maximum number of names in <c>dependentRequired</c>.</summary>
    private const int MaxDependencies = 500;

    /// <summary>OpenAPI ignores header parameters of these names.</summary>
    private static readonly string[] IgnoredHeaders = ["Accept", "Content-Type", "Authorization"];

    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];
    private readonly JsonObject _dependent = [];
    private readonly JsonObject _query = [];
    private readonly JsonObject _headers = [];
    private readonly SchemaImport _schemas = new(document, warn);
    private string _path = operation.Path;

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert()
    {
        RefuseBinaryResponses();
        // A parameter of the operation replaces that of the path item.
        var parameters = operation.PathItem.Items("parameters").Concat(operation.Json.Items("parameters"))
            .Select(document.Resolve)
            .GroupBy(parameter => (parameter.Text("name"), parameter.Text("in")), (_, same) => same.Last());
        foreach (var parameter in parameters)
        {
            AddParameter(parameter);
        }

        AddUndeclaredPathParameters();
        var body = operation.Json.Member("requestBody") is { } content ? ConvertBody(document.Resolve(content)) : null;
        var action = Assemble(body);
        return Depth(action) <= MaxDepth ? action : throw new UnsupportedException("its schemas are nested too deeply");
    }

    private JsonObject Assemble(JsonNode? body)
    {
        var action = new JsonObject();
        var description = operation.Json.FilledText("summary") ?? operation.Json.FilledText("description");
        action.SetIfFilled("description", description is null ? null : SchemaConversion.Shorten(description, MaxDescriptionLength));
        action["method"] = operation.Method.Method;
        action["path"] = _path;
        action.SetIfFilled("query", _query);
        action.SetIfFilled("headers", _headers);
        if (body is not null)
        {
            action["body"] = body;
        }

        if (_properties.Count > 0)
        {
            var parameters = new JsonObject { ["type"] = "object", ["properties"] = _properties, ["required"] = _required };
            parameters.SetIfFilled("dependentRequired", _dependent);
            parameters.SetIfFilled(SchemaKeywords.Definitions, _schemas.Definitions);
            action["parameters"] = parameters;
        }

        return action;
    }

    private void AddParameter(JsonElement source)
    {
        var (name, location) = (source.Text("name") ?? "", source.Text("in"));
        if (location == "header" && IgnoredHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        ParameterImport parameter;
        try
        {
            parameter = ParameterImport.Convert(source, _schemas);
        }
        catch (UnsupportedException exception) when (!source.Flag("required"))
        {
            warn($"the parameter '{name}' is left out: {exception.Message}");
            return;
        }
        catch (UnsupportedException exception)
        {
            throw new UnsupportedException($"its required parameter '{name}' is not supported: {exception.Message}");
        }

        if (location != "path")
        {
            (location == "query" ? _query : _headers)[name] = parameter.Template;
        }
        else if (HasPathParameter(name))
        {
            _path = _path.Replace($"{{{name}}}", parameter.Template, StringComparison.Ordinal);
        }
        else
        {
            warn($"the parameter '{name}' is left out: it is not in the path");
            return;
        }

        Declare(name, parameter.Schema, parameter.IsRequired);
    }

    private void AddUndeclaredPathParameters()
    {
        var names = operation.Path.Split('{').Skip(1).Select(part => part.Split('}')[0]).Where(name => name.Length is > 0 and <= 64);
        foreach (var name in names.Where(name => !_properties.ContainsKey(name) && HasPathParameter(name)))
        {
            warn($"the path parameter '{name}' is not declared: it is imported as a string");
            Declare(name, new JsonObject { ["type"] = "string" }, isRequired: true);
        }
    }

    private bool HasPathParameter(string name) => _path.Contains($"{{{name}}}", StringComparison.Ordinal);

    private JsonNode? ConvertBody(JsonElement body)
    {
        var isRequired = body.Flag("required");
        var content = body.Members("content").FirstOrDefault(media => IsJson(media.Name) || media.Name is "*/*" or "application/*");
        if (content.Value.ValueKind == JsonValueKind.Undefined)
        {
            return isRequired
                ? throw new UnsupportedException($"its body is {string.Join(" or ", body.Members("content").Select(media => media.Name))}, but only JSON can be sent")
                : LeaveOutBody("it is not JSON");
        }

        if (!isRequired && (operation.Method == HttpMethod.Get || operation.Method == HttpMethod.Head))
        {
            return LeaveOutBody($"{operation.Method} requests have none");
        }

        if (IsJson(content.Name) && TypeOf(content.Name) is var type && !type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            _headers["Content-Type"] = type;
        }

        var schema = content.Value.Member("schema") is { } source ? _schemas.Convert(source) : [];
        // The members of an object become parameters, unless the schema has further rules or a name cannot be used.
        if (schema["properties"] is not JsonObject members || SchemaKeywords.Compose(schema) || schema["additionalProperties"] is JsonObject
            || members.Any(member => _properties.ContainsKey(member.Key) || !ParameterImport.IsName(member.Key)))
        {
            Declare(WholeBody, schema, isRequired);
            return $"{{{WholeBody}}}";
        }

        var required = (schema["required"] as JsonArray ?? []).Select(name => (string)name!).Where(members.ContainsKey).ToList();
        if (!isRequired)
        {
            AddDependencies(required, [.. members.Select(member => member.Key)]);
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

    private JsonNode? LeaveOutBody(string reason)
    {
        warn($"the body is left out: {reason}");
        return null;
    }

    /// <summary>An optional body may be absent, but if one of its members is sent, all required ones must be.</summary>
    private void AddDependencies(List<string> required, List<string> members)
    {
        if (required.Count * members.Count > MaxDependencies)
        {
            warn($"the body is optional: only the API checks that it has {string.Join(", ", required)}");
            return;
        }

        foreach (var member in members)
        {
            var others = required.Where(name => name != member);
            _dependent.SetIfFilled(member, new JsonArray([.. others.Select(name => JsonValue.Create(name))]));
        }
    }

    private void Declare(string name, JsonObject schema, bool isRequired)
    {
        if (!_properties.TryAdd(name, schema))
        {
            throw new UnsupportedException($"two of its parameters are named '{name}'");
        }

        if (isRequired)
        {
            _required.Add(name);
        }
    }

    private void RefuseBinaryResponses()
    {
        var types = operation.Json.Members("responses").Where(response => response.Name.StartsWith('2'))
            .SelectMany(response => document.Resolve(response.Value).Members("content"))
            .Select(content => content.Name)
            .ToList();
        if (types.Count > 0 && !types.Any(type => IsJson(type) || type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.Contains("xml", StringComparison.OrdinalIgnoreCase) || type.Contains('*', StringComparison.Ordinal)))
        {
            throw new UnsupportedException($"its response is {string.Join(" or ", types)}, which is neither JSON nor text");
        }
    }

    private static int Depth(JsonNode? node) => node switch
    {
        JsonObject members => 1 + members.Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        JsonArray items => 1 + items.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static string TypeOf(string mediaType) => mediaType.Split(';')[0].Trim();

    private static bool IsJson(string mediaType) => MediaTypes.IsJson(TypeOf(mediaType));
}
