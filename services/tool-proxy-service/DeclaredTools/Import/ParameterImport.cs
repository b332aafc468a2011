using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>One parameter of an operation: its schema, and how it is written into the request.</summary>
/// <param name="Template">Where the path names it, or the value of the query's entry or the header.</param>
internal sealed record ParameterImport(string Name, JsonObject Schema, string Template, bool IsRequired)
{
    private static readonly JsonArray ScalarTypes = ["string", "number", "boolean"];

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public static ParameterImport Of(JsonElement parameter, SchemaImport schemas)
    {
        var name = parameter.Text("name") ?? "";
        var place = parameter.Text("in");
        if (name.Length is 0 or > 64 || IsExpression(name))
        {
            throw new UnsupportedException("its name cannot be used");
        }

        if (place == "cookie")
        {
            throw new UnsupportedException("cookies are not sent");
        }

        if (parameter.Member("schema") is not { } source)
        {
            throw new UnsupportedException("parameters with a content of their own are not supported");
        }

        var schema = schemas.Convert(source);
        var shape = ShapeOf(schema, schemas);
        if (shape.Types == SchemaTypes.All)
        {
            // Anything: what can be written as one text.
            schema["type"] = ScalarTypes.DeepClone();
            shape = ShapeOf(schema, schemas);
        }

        if (parameter.Text("description") is { Length: > 0 } description && schema["description"] is null)
        {
            schema["description"] = SchemaConversion.Shorten(description, OperationImport.LongestDescription);
        }

        var template = place == "path" ? PathTemplate(parameter, name, shape) : ListTemplate(parameter, place!, name, shape);
        return new ParameterImport(name, schema, template, parameter.Flag("required") || place == "path");
    }

    /// <summary>Whether a template would read more into the name than a name.</summary>
    public static bool IsExpression(string name) =>
        name.Length > 0 && (name[0] is ';' or '.' || name[^1] is '*' or ',' or '|' or ' ' || name.AsSpan().ContainsAny('{', '}'));

    /// <summary>By RFC 6570.</summary>
    private static string PathTemplate(JsonElement parameter, string name, ValueShape shape)
    {
        var explode = parameter.Flag("explode") && !shape.IsScalar ? "*" : "";
        return parameter.Text("style") switch
        {
            null or "simple" => $"{{{name}{explode}}}",
            "label" => $"{{.{name}{explode}}}",
            "matrix" => $"{{;{name}{explode}}}",
            var style => throw new UnsupportedException($"the style '{style}' is not supported"),
        };
    }

    private static string ListTemplate(JsonElement parameter, string place, string name, ValueShape shape)
    {
        if (!shape.IsScalarOrArrayOfScalars)
        {
            throw new UnsupportedException(place == "query" ? "objects in the query are not supported" : "objects in headers are not supported");
        }

        var style = parameter.Text("style") ?? (place == "query" ? "form" : "simple");
        var isList = shape.Types.HasFlag(SchemaTypes.Array);
        var isExploded = parameter.Member("explode") is { } explode ? explode.ValueKind == JsonValueKind.True : style == "form";
        return (place, style, isList && !isExploded) switch
        {
            (_, _, _) when place == "header" && style == "simple" => isList ? $"{{{name},}}" : $"{{{name}}}",
            ("query", "form", true) => $"{{{name},}}",
            ("query", "form", false) => $"{{{name}}}",
            ("query", "pipeDelimited", _) when isList => isExploded ? $"{{{name}}}" : $"{{{name}|}}",
            ("query", "spaceDelimited", _) when isList => isExploded ? $"{{{name}}}" : $"{{{name} }}",
            _ => throw new UnsupportedException($"the style '{style}' is not supported"),
        };
    }

    private static ValueShape ShapeOf(JsonObject schema, SchemaImport schemas)
    {
        var document = JsonSerializer.SerializeToElement(new JsonObject { [SchemaKeywords.Definitions] = schemas.Definitions.DeepClone(), ["schema"] = schema.DeepClone() });
        return ValueShape.Of(document.GetProperty("schema"), document);
    }
}
