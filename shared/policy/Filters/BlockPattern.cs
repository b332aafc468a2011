using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>A pattern of <c>response_filters.block_patterns</c>, and the policy that it comes from.</summary>
internal sealed record BlockPattern(LinearPattern Pattern, string Rule, PolicyConstraints Policy)
{
    public static BlockPattern Compile(string pattern, PolicyConstraints policy) =>
        new(Patterns.Compile(pattern, wholeString: false), $"response_filters.block_patterns {pattern}", policy);

    /// <summary>Why a text with the pattern must not leave.</summary>
    public ConstraintDenial Denial => new(GatewayErrors.GuardDenied, Rule, "The tool's answer holds what a policy does not let out.", Policy);
}
