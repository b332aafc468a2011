namespace FourRunr.PolicyEvaluation.Explanations;

/// <summary>Which rule's scope is most like what was asked for: of the same tool first, then by edit distance.</summary>
internal static class ClosestScope
{
    public static PolicyRule? Of(IEnumerable<PolicyRule> rules, string tool, string wanted) => rules
        .OrderBy(rule => !rule.Scope.ToString().StartsWith($"{tool}:", StringComparison.Ordinal))
        .ThenBy(rule => Distance(rule.Scope.ToString(), wanted))
        .ThenBy(rule => rule.Text, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Levenshtein: the fewest characters to insert, delete or replace.</summary>
    private static int Distance(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
