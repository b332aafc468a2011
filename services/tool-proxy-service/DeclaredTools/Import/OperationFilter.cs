using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Selects the operations that match every filter of a request.</summary>
internal sealed class OperationFilter(ImportToolRequest request)
{
    private readonly List<(string Path, Regex Regex)>? _paths = request.Paths?.Select(path => (path, Compile(path))).ToList();

    public bool Matches(ApiOperation operation) =>
        (request.Operations is null || request.Operations.Any(operation.IsCalled))
        && (request.Tags is null || operation.Json.Texts("tags").Any(request.Tags.Contains))
        && (_paths is null || _paths.Exists(path => path.Regex.IsMatch(operation.Path)));

    /// <summary>Warnings about filters that match nothing.</summary>
    public IEnumerable<string> Unmatched(IReadOnlyList<ApiOperation> all)
    {
        var tags = all.SelectMany(operation => operation.Json.Texts("tags")).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. (request.Operations ?? []).Where(name => !all.Any(operation => operation.IsCalled(name))).Select(name => $"There is no operation '{name}'."),
            .. (request.Tags ?? []).Where(tag => !tags.Contains(tag)).Select(tag => $"There is no operation with the tag '{tag}'."),
            .. (_paths ?? []).Where(path => !all.Any(operation => path.Regex.IsMatch(operation.Path))).Select(path => $"There is no path '{path.Path}'."),
        ];
    }

    /// <summary><c>/repos</c> is that path and all below it; <c>*</c> is any part of a segment, <c>**</c> of a path.</summary>
    private static Regex Compile(string path)
    {
        var pattern = path.Contains('*', StringComparison.Ordinal)
            ? Regex.Escape(path).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            : $"{Regex.Escape(path.TrimEnd('/'))}(/.*)?";
        return new Regex($@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
