namespace FourRunr.PolicyEvaluation;

/// <summary>One allow or deny of one policy.</summary>
public sealed class PolicyRule
{
    internal PolicyRule(CompiledPolicy policy, bool isDeny, Scope scope) =>
        (Policy, IsDeny, Scope, Text) = (policy, isDeny, scope, $"{(isDeny ? "deny" : "allow")} {scope}");

    public CompiledPolicy Policy { get; }

    public bool IsDeny { get; }

    public Scope Scope { get; }

    /// <summary>As it is written in decisions and records: <c>allow serpapi:*</c>.</summary>
    public string Text { get; }

    /// <summary>Whether the intent that the policy asks for, if any, is the stated one.</summary>
    public bool AcceptsIntent(string? intent) =>
        Policy.Spec.Intent is null || string.Equals(Policy.Spec.Intent, intent, StringComparison.Ordinal);

    public override string ToString() => Text;
}
