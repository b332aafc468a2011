using System.Text.RegularExpressions;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>How policies, agents, roles and tags are named.</summary>
internal static partial class PolicyNames
{
    public const int LongestName = 128;

    public static string? ComplainOfName(string name) => Characters.AreAtMost(LongestName, name) && PlainText.IsVisible(name) && PlainText.IsPlain(name)
        ? null
        : $"must have 1 to {LongestName} characters, at least one that is visible, and no control characters, line separators or direction marks";

    public static string? ComplainOfAgentId(string id) => AgentId().IsMatch(id) ? null : "must be an agent id: 'agt_' and 32 hex digits";

    public static string? ComplainOfRole(string role) =>
        Role().IsMatch(role) ? null : "must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    public static string? ComplainOfTag(string tag) => AgentTags.IsTag(tag) ? null : AgentTags.Rule;

    [GeneratedRegex("^agt_[0-9a-f]{32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AgentId();

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}
