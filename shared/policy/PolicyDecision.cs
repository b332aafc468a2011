namespace FourRunr.PolicyEvaluation;

/// <summary>What the rules say about one action.</summary>
/// <param name="Denial">Why not; null when allowed.</param>
/// <param name="Rule">The rule that decided; null for the default deny.</param>
public readonly record struct PolicyDecision(ErrorKind? Denial, PolicyRule? Rule)
{
    public const string DefaultDeny = "default deny";

    public bool Allowed => Denial is null;

    /// <summary>The rule as it is written in decisions and records.</summary>
    public string RuleText => Rule switch
    {
        null => DefaultDeny,
        _ when Denial == GatewayErrors.IntentDenied => $"intent {Rule.Policy.Spec.Intent}",
        _ => Rule.Text,
    };
}
