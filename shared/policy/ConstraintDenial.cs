namespace FourRunr.PolicyEvaluation;

/// <summary>A constraint that a call or its answer does not satisfy.</summary>
/// <param name="Kind">E.g. <see cref="GatewayErrors.GuardDenied"/>.</param>
/// <param name="Rule">The rule as the policy spells it, e.g. <c>guards.params serpapi:search num</c>.</param>
/// <param name="Detail">For the agent; names the parameter, never its value.</param>
/// <param name="Policy">Whose rule it is.</param>
public sealed record ConstraintDenial(ErrorKind Kind, string Rule, string Detail, PolicyConstraints Policy);
