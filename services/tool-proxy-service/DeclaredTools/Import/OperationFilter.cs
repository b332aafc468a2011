using System.Text.RegularExpressions;
using FourRunr.Contracts;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Which operations of a document are wanted: those that fit every filter that is given.</summary>
internal sealed class OperationFilter(ImportToolRequest request)
{
    private readonly List<Func<string, bool>>? _paths = request.Paths?.Select(Compile).ToList();

    public bool Wants(OperationPlace place) =>
        (request.Operations is null || request.Operations.Contains(place.Label) || (place.Id is { } id && request.Operations.Contains(id)))
        && (request.Tags is null || place.Operation.Texts("tags").Any(request.Tags.Contains))
        && (_paths is null || _paths.Exists(fits => fits(place.Path)));

    /// <summary>What is named and is not there.</summary>
    public IEnumerable<string> Unknown(IReadOnlyList<OperationPlace> all)
    {
        foreach (var wanted in (request.Operations ?? []).Where(wanted => !all.Any(place => place.Label == wanted || place.Id == wanted)))
        {
            yield return $"There is no operation '{wanted}'.";
        }

        var tags = all.SelectMany(place => place.Operation.Texts("tags")).ToHashSet(StringComparer.Ordinal);
        foreach (var wanted in (request.Tags ?? []).Where(wanted => !tags.Contains(wanted)))
        {
            yield return $"There is no operation with the tag '{wanted}'.";
        }

        foreach (var wanted in (request.Paths ?? []).Where(wanted => !all.Any(place => Compile(wanted)(place.Path))))
        {
            yield return $"There is no path '{wanted}'.";
        }
    }

    /// <summary><c>/repos</c> is that path and all below it; <c>*</c> is any part of a segment, <c>**</c> of a path.</summary>
    private static Func<string, bool> Compile(string wanted)
    {
        if (!wanted.Contains('*', StringComparison.Ordinal))
        {
            var prefix = wanted.TrimEnd('/');
            return path => path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
        }

        var pattern = Regex.Escape(wanted).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        var regex = new Regex($@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return path => regex.IsMatch(path);
    }
}
