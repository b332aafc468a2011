using FourRunr.Contracts;

namespace FourRunr.Documents;

/// <summary>
/// Reads the members of one JSON object and reports every wrong type, bound and unknown member instead of stopping at
/// the first. A member that is wrong reads as absent.
/// </summary>
public sealed partial class ObjectReader
{
    /// <summary>Bounded, because the author of the document chooses the names, and every error inside repeats the path.</summary>
    private const int LongestNameInPath = 256;

    private readonly JsonElement _object;
    private readonly string _path;
    private readonly DocumentErrors _errors;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private ObjectReader(JsonElement value, string path, DocumentErrors errors) => (_object, _path, _errors) = (value, path, errors);

    public static T? Read<T>(JsonElement value, string path, DocumentErrors errors, Func<ObjectReader, T?> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "must be an object");
            return null;
        }

        var reader = new ObjectReader(value, path, errors);
        var result = read(reader);
        reader.RefuseUnknown();
        return result;
    }

    public void Complain(string member, string complaint) => _errors.Add(PathOf(member), complaint);

    public void ComplainAt(string path, string complaint) => _errors.Add(path, complaint);

    /// <summary>Reads an object that is an item of an array or map of this one.</summary>
    public T? ReadItem<T>(JsonElement value, string path, Func<ObjectReader, T?> read)
        where T : class => Read(value, path, _errors, read);

    public string PathOf(string member) => _path.Length == 0 ? member : $"{_path}.{member}";

    public string? Text(string member, bool required = false, int maxLength = int.MaxValue) => Name(
        member,
        text => text.Length == 0 || !Characters.AreAtMost(maxLength, text)
            ? string.Create(CultureInfo.InvariantCulture, $"must have 1 to {maxLength} characters")
            : null,
        required);

    /// <summary>A text with rules of its own.</summary>
    /// <param name="complain">What is wrong with the text, as the end of a sentence, or null.</param>
    public string? Name(string member, Func<string, string?> complain, bool required = false) =>
        Find(member, required) is { } value ? ReadText(value, PathOf(member), complain) : null;

    public bool Has(string member) => _object.TryGetProperty(member, out _);

    public bool Flag(string member)
    {
        var value = Find(member, required: false);
        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Complain(member, "must be true or false");
        }

        return value is { ValueKind: JsonValueKind.True };
    }

    /// <summary>Names of the enum in snake_case.</summary>
    public T? Word<T>(string member, bool required = false)
        where T : struct, Enum => Text(member, required) is { } text ? ParseWord<T>(text, PathOf(member)) : null;

    public T? ParseWord<T>(string text, string path)
        where T : struct, Enum
    {
        if (WireWords.TryParse<T>(text, out var value))
        {
            return value;
        }

        _errors.Add(path, $"must be one of {string.Join(", ", WireWords.Of<T>())}");
        return null;
    }

    public T? Child<T>(string member, Func<ObjectReader, T?> read, bool required = false)
        where T : class => Find(member, required) is { } value ? Read(value, PathOf(member), _errors, read) : null;

    /// <summary>A member that another reader reads.</summary>
    public T? Nested<T>(string member, Func<JsonElement, string, DocumentErrors, T?> read, bool required = false)
        where T : class => Find(member, required) is { } value ? read(value, PathOf(member), _errors) : null;

    /// <summary>A member of any kind, null included; to be read by rules of its own.</summary>
    public JsonElement? Any(string member)
    {
        _known.Add(member);
        // A copy: the document that was read does not live as long as what was read from it.
        return _object.TryGetProperty(member, out var value) ? value.Clone() : null;
    }

    /// <summary>An object of any content.</summary>
    public JsonElement? AnyObject(string member)
    {
        if (Find(member, required: false) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            // A copy: the document that was read does not live as long as what was read from it.
            return value.Clone();
        }

        Complain(member, "must be an object");
        return null;
    }

    /// <summary>An array whose items are read one by one; every item that is wrong is reported.</summary>
    public IReadOnlyList<T>? Items<T>(string member, int maxCount, Func<JsonElement, string, T?> read, bool required = false)
    {
        if (Find(member, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > maxCount)
        {
            Complain(member, string.Create(CultureInfo.InvariantCulture, $"must be an array of at most {maxCount} items"));
            return null;
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (read(item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(member)}[{index}]")) is { } result)
            {
                items.Add(result);
            }
        }

        return items.Count == value.GetArrayLength() ? items : null;
    }

    /// <summary>An array of strings.</summary>
    /// <param name="complain">What is wrong with an item, as the end of a sentence, or null.</param>
    public IReadOnlyList<string>? Texts(string member, int maxCount, Func<string, string?> complain) =>
        Items(member, maxCount, (item, path) => ReadText(item, path, complain));

    /// <summary>An object whose member names are free.</summary>
    public IReadOnlyDictionary<string, T>? Map<T>(
        string member, int maxCount, Func<string, string?> complainOfName, Func<JsonProperty, string, T?> read)
        where T : class => Find(member, required: false) is { } value ? ReadMap(value, PathOf(member), maxCount, complainOfName, read) : null;

    public IReadOnlyDictionary<string, T>? ReadMap<T>(
        JsonElement value, string path, int maxCount, Func<string, string?> complainOfName, Func<JsonProperty, string, T?> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > maxCount)
        {
            _errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"must be an object with at most {maxCount} members"));
            return null;
        }

        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in value.EnumerateObject())
        {
            var entryPath = $"{path}['{Characters.Cut(entry.Name, LongestNameInPath)}']";
            if (complainOfName(entry.Name) is { } complaint)
            {
                _errors.Add(entryPath, complaint);
            }

            if (read(entry, entryPath) is { } item)
            {
                map[entry.Name] = item;
            }
        }

        return map;
    }

    private string? ReadText(JsonElement value, string path, Func<string, string?> complain)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if ((text is null ? "must be a string" : complain(text)) is not { } complaint)
        {
            return text;
        }

        _errors.Add(path, complaint);
        return null;
    }

    private JsonElement? Find(string member, bool required)
    {
        _known.Add(member);
        if (_object.TryGetProperty(member, out var value))
        {
            if (value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }

            // An empty 'allowed_domains:' in YAML is a null: reading it as absent would open what was meant to be closed.
            Complain(member, "must not be empty or null; leave it out instead");
            return null;
        }

        if (required)
        {
            Complain(member, "is required");
        }

        return null;
    }

    private void RefuseUnknown()
    {
        string? known = null;
        foreach (var member in _object.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            Complain(member.Name, known ??= $"is unknown here; known: {string.Join(", ", _known)}");
        }
    }
}
