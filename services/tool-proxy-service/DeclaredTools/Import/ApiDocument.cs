using Json.Pointer;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>An OpenAPI document as JSON. References are resolved within it; nothing is fetched.</summary>
internal sealed class ApiDocument(JsonElement root)
{
    private const int MaxReferences = 16;

    private readonly Dictionary<string, JsonElement?> _targets = new(StringComparer.Ordinal);

    public JsonElement Root => root;

    /// <summary>Whether schemas are in the dialect that preceded JSON Schema 2020-12.</summary>
    public bool Is30 { get; } = root.Text("openapi")?.StartsWith("3.0", StringComparison.Ordinal) == true;

    /// <summary>Follows a value's references.</summary>
    /// <exception cref="UnsupportedException">They lead nowhere, out of the document, or back to themselves.</exception>
    public JsonElement Resolve(JsonElement value) =>
        TryResolve(value, out var isCircular) ?? throw new UnsupportedException(isCircular
            ? "a '$ref' is circular"
            : "a '$ref' cannot be resolved in this document; other documents are not fetched");

    /// <returns>Null if a reference cannot be resolved.</returns>
    public JsonElement? TryResolve(JsonElement value) => TryResolve(value, out _);

    /// <summary>Whether a chain of references leads back to itself. A schema that contains itself further down is not circular in this sense.</summary>
    public bool HasCircularReferences() => HasCircularReferences(root);

    private bool HasCircularReferences(JsonElement value)
    {
        TryResolve(value, out var isCircular);
        return isCircular || value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Any(member => HasCircularReferences(member.Value)),
            JsonValueKind.Array => value.EnumerateArray().Any(HasCircularReferences),
            _ => false,
        };
    }

    private JsonElement? TryResolve(JsonElement value, out bool isCircular)
    {
        isCircular = false;
        for (var i = 0; i < MaxReferences; i++)
        {
            if (value.Text("$ref") is not { } reference)
            {
                return value;
            }

            if (Find(reference) is not { } target)
            {
                return null;
            }

            value = target;
        }

        isCircular = true;
        return null;
    }

    private JsonElement? Find(string reference)
    {
        if (!_targets.TryGetValue(reference, out var target))
        {
            _targets[reference] = target = reference.StartsWith("#/", StringComparison.Ordinal) && JsonPointer.TryParse(reference, out var pointer)
                ? pointer.Evaluate(root)
                : null;
        }

        return target;
    }
}
