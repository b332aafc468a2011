using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation;

/// <summary>One version of a policy, ready to be evaluated. Never changes, so it can be kept as long as there is room.</summary>
public sealed class CompiledPolicy
{
    private CompiledPolicy(string policyId, string name, int version, bool isBoundToAgent, PolicySpec spec)
    {
        (PolicyId, Name, Version, IsBoundToAgent) = (policyId, name, version, isBoundToAgent);
        Allow = Parse(spec.Scopes);
        Deny = Parse(spec.Deny);
        RateLimit = spec.RateLimit;
    }

    public string PolicyId { get; }

    public string Name { get; }

    public int Version { get; }

    /// <summary>True when it names the agent; false when it names its role.</summary>
    public bool IsBoundToAgent { get; }

    internal IReadOnlyList<Scope> Allow { get; }

    internal IReadOnlyList<Scope> Deny { get; }

    internal RateLimitSpec? RateLimit { get; }

    /// <exception cref="FormatException">The spec breaks the rules that are checked when it is saved: nothing is decided on it.</exception>
    public static CompiledPolicy Compile(string policyId, string name, int version, bool isBoundToAgent, PolicySpec spec) =>
        new(policyId, name, version, isBoundToAgent, spec);

    private static Scope[] Parse(IReadOnlyList<string> scopes) =>
        [.. scopes.Select(text => Scope.TryParse(text, out var scope) ? scope! : throw new FormatException($"'{text}' is no scope."))];
}
