namespace FourRunr.Bench.Scenarios.Reports;

/// <summary>Something that must be reached, and whether it was.</summary>
internal sealed record Target(string What, string Wanted, string Measured, bool IsMet)
{
    public override string ToString() => $"{(IsMet ? "met   " : "MISSED")} {What}: {Measured} (target {Wanted})";
}
