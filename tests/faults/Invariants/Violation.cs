namespace FourRunr.Faults.Invariants;

/// <summary>A promise that was not kept.</summary>
/// <param name="Rule">One of <see cref="Rules"/>.</param>
/// <param name="Text">Which call, and how.</param>
internal sealed record Violation(string Rule, string Text)
{
    public override string ToString() => $"{Rule}: {Text}";
}
