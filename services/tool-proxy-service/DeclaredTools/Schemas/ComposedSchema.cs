using System.Text.Json;
using FourRunr.ToolProxy.Tools.Parameters;
using Json.Schema;

namespace FourRunr.ToolProxy.DeclaredTools.Schemas;

/// <summary>
/// A schema that is put together of others (<c>$ref</c>, <c>anyOf</c>, <c>if</c>, <c>unevaluatedProperties</c>, …). The library walks the
/// composition; what each schema says about a value by itself is checked by <see cref="SchemaCheck"/>, as everywhere.
/// </summary>
internal sealed class ComposedSchema(string pointer)
{
    private JsonSchema? _schema;
    private IReadOnlyList<SchemaNode> _rules = [];

    /// <param name="nodes">By their pointers.</param>
    /// <param name="composed">Of this document; ready for use afterwards.</param>
    /// <returns>What is wrong with the schema as the end of a sentence, or null.</returns>
    public static string? Compile(JsonElement json, IReadOnlyDictionary<string, SchemaNode> nodes, SchemaReferences references, IReadOnlyList<ComposedSchema> composed)
    {
        var document = new LibraryDocument(nodes, references);
        var whole = document.Make(json);
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = LibraryDialect.Of(document.Rules) };
        try
        {
            var root = JsonSchema.Build(whole, options);
            foreach (var one in composed)
            {
                var entry = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [SchemaKeywords.Reference] = $"{root.BaseUri}#{document.AnchorOf(one.Pointer)}" });
                (one._schema, one._rules) = (JsonSchema.Build(entry, options), document.Rules);
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonSchemaException or ArgumentException)
        {
            // The document was read strictly before; what is left are patterns that only the library refuses.
            return "cannot be used: one of its 'patternProperties' is no regular expression of ECMAScript";
        }
    }

    private string Pointer => pointer;

    public void Check(JsonElement value, string path, string name, ParameterErrors errors)
    {
        try
        {
            if (_schema!.Evaluate(value, new CheckRun(OutputFormat.Flag)).IsValid)
            {
                return;
            }

            var results = _schema.Evaluate(value, new CheckRun(OutputFormat.Hierarchical));
            new ComposedErrors(_rules, name, errors).Add(results, value, path);
            if (!errors.Any)
            {
                errors.Add(path, "does not fit its schema");
            }
        }
        catch (Exception exception) when (exception is CheckRun.TooMuchException or InsufficientExecutionStackException)
        {
            errors.Add(path, "would take too long to check against its schema: send less, or less deeply nested");
        }
    }
}
