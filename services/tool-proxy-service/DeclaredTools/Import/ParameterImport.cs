using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>One parameter of an operation: its schema, and its template in the request.</summary>
/// <param name="Template">What replaces <c>{name}</c> in the path, or the value of the query entry or header.</param>
internal sealed record ParameterImport(JsonObject Schema, string Template, bool IsRequired)
{
    private static readonly JsonArray ScalarTypes = ["string", "number", "boolean"];

    /// <exception cref="UnsupportedException">The message says why.</exception>
    public static ParameterImport Convert(JsonElement parameter, SchemaImport schemas)
    {
        var (name, location) = (parameter.Text("name") ?? "", parameter.Text("in"));
        if (name.Length == 0 || !IsName(name))
        {
            throw new UnsupportedException("its name cannot be used");
        }

        if (location == "cookie")
        {
            throw new UnsupportedException("cookies are not sent");
        }

        if (parameter.Member("schema") is not { } source)
        {
            throw new UnsupportedException("'content' is not supported");
        }

        var schema = schemas.Convert(source);
        var shape = ShapeOf(schema, schemas);
        if (shape.Types == SchemaTypes.All)
        {
            // A schema without types is narrowed to values that have one text.
            schema["type"] = ScalarTypes.DeepClone();
            shape = ShapeOf(schema, schemas);
        }

        if (parameter.FilledText("description") is { } description && schema["description"] is null)
        {
            schema["description"] = SchemaConversion.Shorten(description, OperationImport.MaxDescriptionLength);
        }

        var template = location == "path" ? PathTemplate(parameter, name, shape) : ListTemplate(parameter, location!, name, shape);
        return new ParameterImport(schema, template, parameter.Flag("required") || location == "path");
    }

    /// <summary>Whether a template reads the text as a name, without modifiers.</summary>
    public static bool IsName(string text) =>
        text.Length <= 64 && !(text.Length > 0 && (text[0] is ';' or '.' || text[^1] is '*' or ',' or '|' or ' ' || text.AsSpan().ContainsAny('{', '}')));

    /// <summary>RFC 6570.</summary>
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

    private static string ListTemplate(JsonElement parameter, string location, string name, ValueShape shape)
    {
        if (!shape.IsScalarOrArrayOfScalars)
        {
            throw new UnsupportedException(location == "query" ? "objects in the query are not supported" : "objects in headers are not supported");
        }

        var style = parameter.Text("style") ?? (location == "query" ? "form" : "simple");
        var isList = shape.Types.HasFlag(SchemaTypes.Array);
        var isExploded = parameter.Member("explode") is { } explode ? explode.ValueKind == JsonValueKind.True : style == "form";
        var separator = (location, style) switch
        {
            ("header", "simple") or ("query", "form") => ",",
            ("query", "pipeDelimited") when isList => "|",
            ("query", "spaceDelimited") when isList => " ",
            _ => throw new UnsupportedException($"the style '{style}' is not supported"),
        };
        // In a header, explode only matters for objects.
        return isList && (location == "header" || !isExploded) ? $"{{{name}{separator}}}" : $"{{{name}}}";
    }

    private static ValueShape ShapeOf(JsonObject schema, SchemaImport schemas)
    {
        var document = JsonSerializer.SerializeToElement(new JsonObject { [SchemaKeywords.Definitions] = schemas.Definitions.DeepClone(), ["schema"] = schema.DeepClone() });
        return ValueShape.Of(document.GetProperty("schema"), document);
    }
}
