using System.Text.RegularExpressions;

namespace FourRunr.Hosting.Errors;

/// <summary>
/// Says which member of a strict JSON body is wrong, and why. The serializer stops at the first error, except that it lists all missing
/// members; only its message tells the kinds of errors apart. Of the body only names are repeated, and long ones are cut.
/// </summary>
internal static partial class JsonErrorDescriber
{
    private const int LongestPath = 96;
    private const string Root = "$";

    /// <param name="body">The type that the JSON should become; null if unknown.</param>
    /// <returns>A sentence, and the errors by path; none for text that is no JSON.</returns>
    public static (string Detail, IReadOnlyDictionary<string, string[]>? Errors) Describe(JsonException exception, Type? body)
    {
        var message = exception.Message;
        if (Missing().Match(message) is { Success: true } missing)
        {
            return Members(Quoted().Matches(missing.Groups["names"].Value).Select(name => (Join(exception.Path, name.Groups["name"].Value), "is required")));
        }

        if (Unknown().Match(message) is { Success: true } unknown)
        {
            // The path ends with the name, unless it is an unusual one in brackets and quotes.
            var name = unknown.Groups["name"].Value;
            var owner = exception.Path is { } path && path.EndsWith('.' + name, StringComparison.Ordinal) ? path[..^(name.Length + 1)] : Root;
            return Members([(Join(owner, name), $"is unknown{BodyShape.KnownMembers(body, owner)}")]);
        }

        if (Duplicate().Match(message) is { Success: true } duplicate)
        {
            return Members([(PathOf(exception, duplicate.Groups["name"].Value), "is there more than once")]);
        }

        // An exception of the JSON reader, perhaps wrapped by the serializer: the text is no JSON.
        if (exception.InnerException is JsonException || exception.Path is null)
        {
            return (exception switch
            {
                _ when message.Contains("depth of", StringComparison.Ordinal) => $"The JSON is nested deeper than {GatewayJson.MaxDepth} levels.",
                { InnerException: InvalidOperationException } => "A text in the JSON is not valid Unicode.",
                _ => $"The JSON is malformed at {PlaceOf(exception)}.",
            }, null);
        }

        var isNull = message.Contains("allow null", StringComparison.Ordinal);
        return Members([(exception.Path, isNull ? "must not be null" : $"must be {BodyShape.Expected(body, exception.Path)}")]);
    }

    private static (string, IReadOnlyDictionary<string, string[]>) Members(IEnumerable<(string Path, string Complaint)> faults)
    {
        var errors = faults.GroupBy(fault => Shorten(fault.Path)).ToDictionary(group => group.Key, group => group.Select(fault => fault.Complaint).ToArray());
        var (first, complaints) = errors.First();
        return ($"The body cannot be used: '{first}' {complaints[0]}{(errors.Count > 1 ? ", and more, see 'errors'" : "")}.", errors);
    }

    /// <summary>The serializer's path may already end with the member; other readers give none.</summary>
    private static string PathOf(JsonException exception, string name) =>
        exception.Path is { } path && path.EndsWith('.' + name, StringComparison.Ordinal) ? path : Join(exception.Path, name);

    private static string Join(string? owner, string name) => owner is null or Root ? name : $"{owner}.{name}";

    /// <summary>Like the paths of all errors: without the root, and bounded, because the caller chooses the names.</summary>
    private static string Shorten(string path)
    {
        path = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        return path.Length > LongestPath ? $"{path[..LongestPath]}…" : path;
    }

    private static string PlaceOf(JsonException exception) =>
        $"line {exception.LineNumber.GetValueOrDefault() + 1}, byte {exception.BytePositionInLine.GetValueOrDefault()}";

    [GeneratedRegex("was missing required properties including: (?<names>.*)$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any .NET member", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered", RegexOptions.Singleline)]
    private static partial Regex Duplicate();
}
