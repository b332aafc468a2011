namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Everything that is wrong with a document, by path (<c>spec.quotas[1].window</c>).</summary>
public sealed class DocumentErrors
{
    private readonly SortedDictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);

    public bool IsEmpty => _byPath.Count == 0;

    public void Add(string path, string complaint)
    {
        if (!_byPath.TryGetValue(path, out var complaints))
        {
            _byPath[path] = complaints = [];
        }

        complaints.Add($"'{path}' {complaint}.");
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary() => _byPath.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
}
