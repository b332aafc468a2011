using FourRunr.Bench.Scenarios.Saturation;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>A grown gateway beside one that did not grow, measured in turns.</summary>
/// <param name="Stage">How far it had grown.</param>
internal sealed record Comparison(string System, string Stage, Round Start, Round Grown, bool IsTarget)
{
    public double Share => Grown.PerSecond / Start.PerSecond;
}
