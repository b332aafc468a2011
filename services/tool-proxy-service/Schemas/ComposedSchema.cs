using Json.Schema;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// A schema that is put together of others (<c>$ref</c>, <c>anyOf</c>, <c>if</c>, <c>unevaluatedProperties</c>, …). The library walks the
/// composition; what each schema says about a value by itself is checked by <see cref="SchemaCheck"/>, as everywhere.
/// </summary>
internal sealed class ComposedSchema(string pointer)
{
    private Lazy<Library>? _library;
    private Lazy<JsonSchema>? _schema;

    /// <summary>Makes the composed schemas of a document ready for use. They are compiled when a value is first held against one of them.</summary>
    /// <param name="json">The document, which was read and found good.</param>
    /// <param name="nodes">By their pointers.</param>
    public static void Bind(JsonElement json, IReadOnlyDictionary<string, SchemaNode> nodes, SchemaReferences references, IReadOnlyList<ComposedSchema> composed)
    {
        var own = json.Clone();
        var library = new Lazy<Library>(() => Library.Compile(own, nodes, references));
        foreach (var one in composed)
        {
            (one._library, one._schema) = (library, new Lazy<JsonSchema>(() => library.Value.Find(one.Pointer)));
        }
    }

    private string Pointer => pointer;

    public void Check(JsonElement value, string path, string name, ParameterErrors errors)
    {
        try
        {
            if (_schema!.Value.Evaluate(value, new CheckRun(OutputFormat.Flag)).IsValid)
            {
                return;
            }

            var results = _schema.Value.Evaluate(value, new CheckRun(OutputFormat.Hierarchical));
            new ComposedErrors(_library!.Value.Rules, _library.Value.Nodes, name, errors).Add(results, value, path);
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

    /// <summary>A document, compiled by the library.</summary>
    private sealed class Library(LibraryDocument document, BuildOptions options, Uri baseUri)
    {
        /// <summary>The library's registry of schemas is not safe for concurrent use.</summary>
        private readonly Lock _lock = new();

        public IReadOnlyList<SchemaNode> Rules => document.Rules;

        public IReadOnlyDictionary<string, SchemaNode> Nodes => document.Nodes;

        public static Library Compile(JsonElement json, IReadOnlyDictionary<string, SchemaNode> nodes, SchemaReferences references)
        {
            var document = new LibraryDocument(nodes, references);
            var whole = document.Make(json);
            var options = new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = LibraryDialect.Of(document.Rules) };
            return new Library(document, options, JsonSchema.Build(whole, options).BaseUri);
        }

        public JsonSchema Find(string pointer)
        {
            lock (_lock)
            {
                var entry = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [SchemaKeywords.Reference] = $"{baseUri}#{document.AnchorOf(pointer)}" });
                return JsonSchema.Build(entry, options);
            }
        }
    }
}
