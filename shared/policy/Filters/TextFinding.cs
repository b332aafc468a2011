namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>Something that a filter has found in a text.</summary>
/// <param name="Index">In UTF-16 characters, as is <paramref name="Length"/>.</param>
/// <param name="Replacement">What takes its place; null when it stays as it is: only the look of it was that of personal data.</param>
/// <param name="Denial">Why the answer must not leave; null for what is only replaced.</param>
public readonly record struct TextFinding(int Index, int Length, string? Replacement, ConstraintDenial? Denial = null);
