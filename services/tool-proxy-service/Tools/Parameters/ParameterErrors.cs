namespace FourRunr.ToolProxy.Tools.Parameters;

/// <summary>What is wrong with a call's parameters, by field path. Bounded, since the caller chooses the names.</summary>
internal sealed class ParameterErrors
{
    private const int MaxFields = 64;
    private const int MaxPathLength = 96;

    private readonly Dictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);

    public bool Any => _byPath.Count > 0;

    /// <summary>Whether further fields would not be told any more, so that looking for them is in vain.</summary>
    public bool IsFull => _byPath.Count >= MaxFields;

    /// <summary>Whether something is already known to be wrong at the path or inside it.</summary>
    public bool Covers(string path) =>
        _byPath.Keys.Any(known => known.StartsWith(path, StringComparison.Ordinal) && (known.Length == path.Length || known[path.Length] is '.' or '['));

    public void Add(string path, string message)
    {
        path = path.Length > MaxPathLength ? $"{path[..MaxPathLength]}…" : path;
        if (_byPath.TryGetValue(path, out var messages))
        {
            messages.Add(message);
        }
        else if (_byPath.Count < MaxFields)
        {
            _byPath.Add(path, [message]);
        }
    }

    public Dictionary<string, string[]> ToDictionary() =>
        _byPath.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray(), StringComparer.Ordinal);
}
