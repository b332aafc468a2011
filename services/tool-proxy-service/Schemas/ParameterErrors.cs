namespace FourRunr.ToolProxy.Schemas;

/// <summary>What is wrong with a call's parameters, by field path. Bounded, since the caller chooses the names; what is left out is said.</summary>
internal sealed class ParameterErrors
{
    private const int MaxFields = 63;
    private const int MaxPathLength = 96;
    private const string Whole = "$";

    private Dictionary<string, List<string>>? _byPath;
    private int _more;

    public bool Any => _byPath is not null;

    /// <summary>Whether further fields would not be told any more, so that looking for them is in vain.</summary>
    public bool IsFull => _more > 0;

    /// <summary>Whether something is already known to be wrong at the path or inside it.</summary>
    public bool Covers(string path) =>
        _byPath is not null && _byPath.Keys.Any(known => known.StartsWith(path, StringComparison.Ordinal) && (known.Length == path.Length || known[path.Length] is '.' or '['));

    public void Add(string path, string message)
    {
        path = path.Length > MaxPathLength ? $"{Characters.Cut(path, MaxPathLength)}…" : path;
        _byPath ??= new Dictionary<string, List<string>>(StringComparer.Ordinal);
        if (_byPath.TryGetValue(path, out var messages))
        {
            messages.Add(message);
        }
        else if (_byPath.Count < MaxFields)
        {
            _byPath.Add(path, [message]);
        }
        else
        {
            _more++;
        }
    }

    public Dictionary<string, string[]> ToDictionary()
    {
        var errors = (_byPath ?? []).ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray(), StringComparer.Ordinal);
        if (_more > 0)
        {
            errors[Whole] = [string.Create(CultureInfo.InvariantCulture, $"at least {_more} more are not valid, and are not listed")];
        }

        return errors;
    }
}
