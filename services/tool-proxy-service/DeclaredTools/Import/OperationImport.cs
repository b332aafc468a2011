using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>One operation of an OpenAPI document as an action.</summary>
internal sealed class OperationImport(string path, HttpMethod method, IOpenApiPathItem item, OpenApiOperation operation, Action<string> warn)
{
    private const string WholeBody = "body";
    private const int LongestDescription = 2000;

    /// <summary>Headers that OpenAPI itself gives another meaning.</summary>
    private static readonly string[] NoParameters = ["Accept", "Content-Type", "Authorization"];

    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];
    private readonly JsonObject _query = [];
    private readonly JsonObject _headers = [];
    private readonly SchemaImport _schemas = new(warn);

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public JsonObject Convert()
    {
        if (operation.Servers is { Count: > 0 } || item.Servers is { Count: > 0 })
        {
            throw new UnsupportedException("it has a server of its own");
        }

        RefuseBinaryAnswers();
        var parameters = (item.Parameters ?? []).Concat(operation.Parameters ?? [])
            .Select(parameter => References.Resolve(parameter))
            .GroupBy(parameter => (parameter.Name, parameter.In), (_, same) => same.Last());
        foreach (var parameter in parameters)
        {
            Add(parameter);
        }

        var body = operation.RequestBody is { } content ? ConvertBody(References.Resolve(content)) : null;
        return Assemble(body);
    }

    private JsonObject Assemble(JsonNode? body)
    {
        var action = new JsonObject();
        if ((operation.Summary ?? operation.Description) is { Length: > 0 } description)
        {
            action["description"] = description.Length <= LongestDescription ? description : description[..LongestDescription];
        }

        action["method"] = method.Method;
        action["path"] = path;
        foreach (var (name, value) in new (string, JsonNode?)[] { ("query", _query), ("headers", _headers) })
        {
            if (value is JsonObject { Count: > 0 })
            {
                action[name] = value;
            }
        }

        if (body is not null)
        {
            action["body"] = body;
        }

        if (_properties.Count > 0)
        {
            action["parameters"] = new JsonObject { ["type"] = "object", ["properties"] = _properties, ["required"] = _required };
        }

        return action;
    }

    private void Add(IOpenApiParameter parameter)
    {
        var name = parameter.Name ?? "";
        if (parameter.In == ParameterLocation.Header && NoParameters.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        JsonObject schema;
        try
        {
            RefuseStyle(parameter, name);
            schema = _schemas.Convert(parameter.Schema);
        }
        catch (UnsupportedException exception) when (!parameter.Required)
        {
            warn($"the parameter '{name}' is left out: {exception.Message}");
            return;
        }
        catch (UnsupportedException exception)
        {
            throw new UnsupportedException($"of its parameter '{name}': {exception.Message}");
        }

        if (parameter.Description is { Length: > 0 } description && schema["description"] is null)
        {
            schema["description"] = description.Length <= LongestDescription ? description : description[..LongestDescription];
        }

        Declare(name, schema, parameter.Required || parameter.In == ParameterLocation.Path);
        if (parameter.In != ParameterLocation.Path)
        {
            (parameter.In == ParameterLocation.Query ? _query : _headers)[name] = $"{{{name}}}";
        }
    }

    private static void RefuseStyle(IOpenApiParameter parameter, string name)
    {
        var isArray = parameter.Schema is { } schema && References.Resolve(schema).Type?.HasFlag(JsonSchemaType.Array) == true;
        var reason = parameter switch
        {
            _ when name.Length is 0 or > 64 || name.AsSpan().ContainsAny('{', '}') => "its name cannot be used",
            { In: ParameterLocation.Cookie } => "cookies are not sent",
            { Schema: null } => "parameters with a content of their own are not supported",
            { In: ParameterLocation.Query, Style: not (null or ParameterStyle.Form) } => $"the style '{parameter.Style}' is not supported",
            { In: ParameterLocation.Query, Explode: false } when isArray => "lists in one value are not supported",
            { In: ParameterLocation.Path, Style: not (null or ParameterStyle.Simple) } => $"the style '{parameter.Style}' is not supported",
            _ => null,
        };
        if (reason is not null)
        {
            throw new UnsupportedException(reason);
        }
    }

    private JsonNode? ConvertBody(IOpenApiRequestBody body)
    {
        var media = (body.Content ?? new Dictionary<string, OpenApiMediaType>())
            .FirstOrDefault(content => IsJson(content.Key) || content.Key is "*/*" or "application/*");
        if (media.Value is null)
        {
            return body.Required
                ? throw new UnsupportedException($"its body is {string.Join(" or ", body.Content?.Keys ?? [])}, and only JSON is sent")
                : Warned("the body is left out: it is not JSON");
        }

        if (media.Key != "application/json" && IsJson(media.Key))
        {
            _headers["Content-Type"] = media.Key.Split(';')[0].Trim();
        }

        var schema = media.Value.Schema is null ? [] : _schemas.Convert(media.Value.Schema);
        // The members of an object become parameters, unless one of them has a name that is taken.
        if (schema["properties"] is not JsonObject members || schema["additionalProperties"] is JsonObject || members.Any(member => _properties.ContainsKey(member.Key) || member.Key.AsSpan().ContainsAny('{', '}') || member.Key.Length > 64))
        {
            Declare(WholeBody, schema, body.Required);
            return $"{{{WholeBody}}}";
        }

        var required = (schema["required"] as JsonArray ?? []).Select(name => (string)name!).ToHashSet();
        var template = new JsonObject();
        foreach (var (name, member) in members.ToArray())
        {
            members.Remove(name);
            Declare(name, (JsonObject)member!, body.Required && required.Contains(name));
            template[name] = $"{{{name}}}";
        }

        return template;
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
        var types = (operation.Responses ?? []).Where(response => response.Key.StartsWith('2'))
            .SelectMany(response => References.Resolve(response.Value).Content?.Keys ?? [])
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

    private static bool IsJson(string type) => type.Split(';')[0].Trim() is var name
        && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
