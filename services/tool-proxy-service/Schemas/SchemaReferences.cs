namespace FourRunr.ToolProxy.Schemas;

/// <summary>The references of a schema. Each must lead to a schema of the same document, and not round in circles about one value.</summary>
internal sealed class SchemaReferences(DocumentErrors errors)
{
    private readonly Dictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _anchors = new(StringComparer.Ordinal);
    private readonly List<(string From, string Reference, string Path)> _references = [];
    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);

    public void AddSchema(string pointer, JsonElement schema, string path) => (_schemas[pointer], _paths[pointer]) = (schema, path);

    public void AddReference(string from, string reference, string path) => _references.Add((from, reference, path));

    public void AddAnchor(string pointer, string anchor, string path)
    {
        if (!_anchors.TryAdd(anchor, pointer))
        {
            errors.Add(path, "is there twice");
        }
    }

    /// <summary>Where the one reference of a schema leads: a pointer; null when it has none.</summary>
    public string? TargetOf(string pointer) => _targets.GetValueOrDefault(pointer);

    public void Check()
    {
        foreach (var (from, reference, path) in _references)
        {
            if (Resolve(reference) is not { } target)
            {
                errors.Add(path, "must lead to a schema of this document, such as '#/$defs/name'; nothing is fetched");
            }
            else if (!_targets.TryAdd(from, target))
            {
                errors.Add(path, "and '$ref' cannot be in one schema");
            }
        }

        var done = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var pointer in _schemas.Keys)
        {
            if (LeadsInCircles(pointer, done))
            {
                errors.Add(_paths[pointer], "refers to itself about one and the same value, without end");
                return;
            }
        }
    }

    private string? Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        var fragment = Uri.UnescapeDataString(reference[1..]);
        return _schemas.ContainsKey(fragment) ? fragment : _anchors.GetValueOrDefault(fragment);
    }

    /// <param name="done">False while a schema is being followed, true when it was.</param>
    private bool LeadsInCircles(string pointer, Dictionary<string, bool> done)
    {
        if (done.TryGetValue(pointer, out var isDone))
        {
            return !isDone;
        }

        done[pointer] = false;
        foreach (var next in OfTheSameValue(pointer))
        {
            if (LeadsInCircles(next, done))
            {
                return true;
            }
        }

        done[pointer] = true;
        return false;
    }

    private IEnumerable<string> OfTheSameValue(string pointer)
    {
        if (_targets.TryGetValue(pointer, out var target))
        {
            yield return target;
        }

        var schema = _schemas[pointer];
        foreach (var keyword in SchemaKeywords.OfTheSameValue)
        {
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var parts))
            {
                var place = new SchemaPlace(pointer, 0, IsPart: true);
                var places = parts.ValueKind == JsonValueKind.Array ? Enumerable.Range(0, parts.GetArrayLength()).Select(index => place.At(keyword, index, isPart: true))
                    : SchemaKeywords.Named.Contains(keyword) ? parts.EnumerateObject().Select(part => place.At(keyword, part.Name, isPart: true))
                    : [place.At(keyword, isPart: true)];
                foreach (var next in places.Where(next => _schemas.ContainsKey(next.Pointer)))
                {
                    yield return next.Pointer;
                }
            }
        }
    }
}
