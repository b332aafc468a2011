using System.Text.RegularExpressions;

namespace FourRunr.Policy.Policies;

/// <summary>How agents and roles are named.</summary>
internal static partial class PolicyNames
{
    [GeneratedRegex("^agt_[0-9a-f]{32}\\z", RegexOptions.CultureInvariant)]
    public static partial Regex AgentId();

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Role();
}
