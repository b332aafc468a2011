namespace FourRunr.Documents;

/// <summary>Everything that is wrong with a document, by path (<c>spec.quotas[1].window</c>).</summary>
public sealed class DocumentErrors
{
    private readonly SortedDictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);

    public bool IsEmpty => _byPath.Count == 0;

    /// <param name="path">Empty for the document as a whole, which is named <c>$</c>.</param>
    public void Add(string path, string complaint)
    {
        path = path.Length == 0 ? "$" : path;
        if (!_byPath.TryGetValue(path, out var complaints))
        {
            _byPath[path] = complaints = [];
        }

        complaints.Add($"'{path}' {complaint}.");
    }

    public void AddAll(DocumentErrors others)
    {
        foreach (var (path, complaints) in others._byPath)
        {
            if (!_byPath.TryAdd(path, complaints))
            {
                _byPath[path].AddRange(complaints);
            }
        }
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() => _byPath.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
}
