namespace FourRunr.PolicyEvaluation.Explanations;

/// <summary>Which rule's scope is most like what was asked for: of the same tool first, then by edit distance.</summary>
internal static class ClosestScope
{
    public static PolicyRule? Of(IEnumerable<PolicyRule> rules, string tool, string wanted) => rules
        .OrderBy(rule => !rule.Scope.ToString().StartsWith($"{tool}:", StringComparison.Ordinal))
        .ThenBy(rule => EditDistance.Of(rule.Scope.ToString(), wanted))
        .ThenBy(rule => rule.Text, StringComparer.Ordinal)
        .FirstOrDefault();
}
