using System.Text.RegularExpressions;

namespace FourRunr.Conventions.Tests;

/// <summary>
/// Which top-level folders of a project use which, read from its sources. A file in the root of the project is a node of its own: all may
/// use one that uses no folder, and the composition may use all folders because none uses it.
/// </summary>
/// <remarks>
/// A file that uses a type of another folder says so in one of three ways: by a using directive, by a name that begins with the folder,
/// or, for types and extensions of the root, by the bare name. Comments on lines of their own are left out, and nothing else is: a word in
/// a string may count as a use, but no use is missed.
/// </remarks>
internal sealed partial class FolderGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);
    private readonly string _rootNamespace;

    private FolderGraph(string rootNamespace, IReadOnlyList<Source> sources)
    {
        _rootNamespace = rootNamespace;
        var folders = sources.Where(source => source.IsInFolder).ToLookup(source => source.Node);
        var rootFiles = sources.Where(source => !source.IsInFolder).ToArray();
        foreach (var source in sources)
        {
            var uses = Uses(source.Node);
            var found = DottedNames(source.Code).Select(name => FolderOf(name, folders)).OfType<string>()
                .Concat(rootFiles.Where(root => root.IsUsedIn(source.Code)).Select(root => root.Node));
            foreach (var node in found.Where(node => node != source.Node))
            {
                uses.TryAdd(node, source.Path);
            }
        }
    }

    public IEnumerable<string> Folders => _uses.Keys.Where(node => !IsFile(node));

    /// <param name="files">Paths relative to the project, with what is in them.</param>
    public static FolderGraph Of(string rootNamespace, IEnumerable<(string Path, string Text)> files) =>
        new(rootNamespace, [.. files.Select(file => new Source(file.Path, file.Text))]);

    public IEnumerable<string> UsedBy(string folder) => Uses(folder).Keys.Where(node => !IsFile(node));

    /// <summary>Files of the root may use each other as they like: only a circle through a folder counts.</summary>
    /// <returns>The shortest circle, with a file for each step; null if there is none.</returns>
    public string? FindCircle()
    {
        var circles = Folders.Select(folder => Way(folder, folder)).OfType<IReadOnlyList<string>>();
        return circles.MinBy(circle => circle.Count) is { } shortest
            ? string.Join(", ", shortest.Zip(shortest.Skip(1), (from, to) => $"{from} → {to} ({_uses[from][to]})"))
            : null;
    }

    /// <returns>The nodes of the shortest way of at least one step, both ends included; null if there is none.</returns>
    public IReadOnlyList<string>? Way(string from, string to)
    {
        var seen = new HashSet<string>();
        var ways = new Queue<string[]>([[from]]);
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in Uses(way[^1]).Keys)
            {
                if (next == to)
                {
                    return [.. way, next];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private static bool IsFile(string node) => node.Contains('.', StringComparison.Ordinal);

    private SortedDictionary<string, string> Uses(string node)
    {
        if (!_uses.TryGetValue(node, out var used))
        {
            _uses[node] = used = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        return used;
    }

    private static IEnumerable<string> DottedNames(string code) => DottedName().Matches(code).Select(match => match.Value);

    /// <summary>Of a name such as <c>FourRunr.Hosting.Errors</c>, <c>Hosting.Errors.ProblemResult</c> or <c>Errors.ProblemResult</c>.</summary>
    private string? FolderOf(string name, ILookup<string, Source> folders)
    {
        var isWhole = name.StartsWith($"{_rootNamespace}.", StringComparison.Ordinal);
        var last = _rootNamespace[(_rootNamespace.LastIndexOf('.') + 1)..];
        string[] parts = isWhole ? name[(_rootNamespace.Length + 1)..].Split('.') : name.Split('.');
        parts = !isWhole && parts[0] == last && !folders.Contains(last) ? parts[1..] : parts;
        return folders.Contains(parts[0]) && (isWhole || (parts.Length > 1 && folders[parts[0]].Any(source => source.Has(parts[1])))) ? parts[0] : null;
    }

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")]
    private static partial Regex DottedName();

    private sealed partial class Source
    {
        private readonly HashSet<string> _types;
        private readonly HashSet<string> _extensions;

        public Source(string path, string text)
        {
            Path = path;
            Code = OwnLineComment().Replace(text, "");
            _types = [.. Declaration().Matches(Code).Select(match => match.Groups["name"].Value)];
            _types.UnionWith(_types.Select(name => Attribute().Replace(name, "")).ToArray());
            if (path.EndsWith(".razor", StringComparison.Ordinal))
            {
                _types.Add(System.IO.Path.GetFileNameWithoutExtension(path));
            }

            var extensions = Code.Contains("extension(", StringComparison.Ordinal) || Code.Contains("extension<", StringComparison.Ordinal)
                ? Member().Matches(Code)
                : Extension().Matches(Code);
            _extensions = [.. extensions.Select(match => match.Groups["name"].Value)];
        }

        public string Path { get; }

        public string Code { get; }

        public bool IsInFolder => Path.Contains('/', StringComparison.Ordinal);

        /// <summary>The folder, or for a file in the root its name.</summary>
        public string Node => Path.Split('/')[0];

        /// <summary>Whether a type, or a folder on the way to it, has that name.</summary>
        public bool Has(string name) => _types.Contains(name) || Path.Split('/').Skip(1).Contains(name);

        /// <summary>Whether the code names a type of this file, or calls one of its extensions.</summary>
        public bool IsUsedIn(string code) => Word().Matches(code).Any(word => _types.Contains(word.Value))
            || Call().Matches(code).Any(call => _extensions.Contains(call.Groups["name"].Value));

        [GeneratedRegex(@"^[ \t]*//.*$", RegexOptions.Multiline)]
        private static partial Regex OwnLineComment();

        [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+(?<name>[A-Z]\w*)|\bdelegate\b[^;(]*?\b(?<name>[A-Z]\w*)(?:<[^()]*>)?\s*\(")]
        private static partial Regex Declaration();

        [GeneratedRegex(@"Attribute$")]
        private static partial Regex Attribute();

        [GeneratedRegex(@"\b(?<name>[A-Z]\w*)(?:<[^>(]*>)?\(\s*this\s")]
        private static partial Regex Extension();

        [GeneratedRegex(@"\b(?:public|internal)\s[^;={]*?\b(?<name>[A-Z]\w*)(?:<[^>(]*>)?\s*(?:\(|=>|\{)")]
        private static partial Regex Member();

        [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
        private static partial Regex Word();

        [GeneratedRegex(@"\.(?<name>[A-Z]\w*)")]
        private static partial Regex Call();
    }
}
