namespace FourRunr.Documents;

/// <summary>
/// What is wrong with a document, by path (<c>spec.quotas[1].window</c>): the first hundred errors in full and the number of the others, because
/// the author of the document chooses how many there are and how long names are.
/// </summary>
public sealed class DocumentErrors
{
    /// <summary>Most errors that are listed.</summary>
    public const int MostListed = 100;

    private const int LongestPath = 256;
    private const string WholeDocument = "$";
    private readonly SortedDictionary<string, List<string>> _byPath = new(StringComparer.Ordinal);
    private int _listed;
    private int _more;

    public bool IsEmpty => _listed == 0;

    /// <param name="path">Empty for the document as a whole, which is named <c>$</c>.</param>
    public void Add(string path, string complaint)
    {
        if (_listed == MostListed)
        {
            _more++;
            return;
        }

        path = path.Length == 0 ? WholeDocument : path.Length > LongestPath ? $"{Characters.Cut(path, LongestPath)}…" : path;
        List(path, $"'{path}' {complaint}.");
    }

    public void AddAll(DocumentErrors others)
    {
        foreach (var (path, complaint) in others._byPath.SelectMany(entry => entry.Value.Select(complaint => (entry.Key, complaint))))
        {
            if (_listed == MostListed)
            {
                _more++;
            }
            else
            {
                List(path, complaint);
            }
        }

        _more += others._more;
    }

    public IReadOnlyDictionary<string, string[]> ToDictionary()
    {
        var errors = _byPath.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());
        if (_more > 0)
        {
            errors[WholeDocument] =
            [
                .. errors.GetValueOrDefault(WholeDocument, []),
                string.Create(CultureInfo.InvariantCulture, $"'{WholeDocument}' has {_more} more faults, which are not listed."),
            ];
        }

        return errors;
    }

    /// <summary>All errors as one text.</summary>
    public override string ToString() => string.Join(' ', ToDictionary().Values.SelectMany(complaints => complaints));

    private void List(string path, string complaint)
    {
        if (!_byPath.TryGetValue(path, out var complaints))
        {
            _byPath[path] = complaints = [];
        }

        complaints.Add(complaint);
        _listed++;
    }
}
