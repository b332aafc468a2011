using System.Text.RegularExpressions;

namespace FourRunr.Docs.Tests.Expectations;

/// <summary>
/// Holds printed lines against those that a page shows. Ids, durations and numbers differ from run to run and count as equal, but for HTTP
/// statuses; a line that is only <c>…</c> stands for any number of lines.
/// </summary>
internal static partial class TextComparison
{
    /// <summary>The first difference; null if there is none.</summary>
    public static string? Difference(string shown, string actual)
    {
        var (expected, printed) = (Lines(shown), Lines(actual));
        var at = 0;
        for (var index = 0; index < expected.Length; index++)
        {
            if (expected[index] == Mismatch.Anything)
            {
                if (index == expected.Length - 1)
                {
                    return null;
                }

                while (at < printed.Length && !Mismatch.Fits(expected[index + 1], printed[at]))
                {
                    at++;
                }

                continue;
            }

            if (at == printed.Length || !Mismatch.Fits(expected[index], printed[at]))
            {
                return $"the page shows '{expected[index]}', the command printed '{(at < printed.Length ? printed[at] : "nothing more")}'";
            }

            at++;
        }

        return at < printed.Length ? $"the command also printed '{printed[at]}'" : null;
    }

    private static string[] Lines(string text) =>
        [.. text.Trim().Split('\n').Select(line => Numbers().Replace(Durations().Replace(Ids().Replace(line.TrimEnd(), "$1_#"), "#"), "#"))];

    [GeneratedRegex(@"\b([a-z]{3})_[0-9a-f]{16,32}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@"\b\d+(\.\d+)? m?s\b")]
    private static partial Regex Durations();

    // All but statuses, 200 to 599.
    [GeneratedRegex(@"(?<!\w)(?![2-5]\d\d\b)\d+")]
    private static partial Regex Numbers();
}
