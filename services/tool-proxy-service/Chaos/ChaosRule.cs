namespace FourRunr.ToolProxy.Chaos;

/// <summary>Faults for one tool, or for all of them.</summary>
/// <param name="Tool">A tool, or <see cref="AllTools"/>.</param>
/// <param name="Percentage">Share of attempts that are disturbed, 1 to 100.</param>
/// <param name="Until">When it ends by itself; null if only by removal or with the process.</param>
internal sealed record ChaosRule(string Tool, ChaosKind Kind, int Percentage, DateTimeOffset? Until)
{
    public const string AllTools = "*";

    /// <summary>What <c>FF_CHAOS=on</c> means.</summary>
    public static readonly ChaosRule OfFlag = new(AllTools, ChaosKind.Mixed, Percentage: 20, Until: null);

    /// <summary>The share of attempts that get this kind of fault.</summary>
    public double RateOf(ChaosKind kind) => Kind == kind ? Percentage / 100.0 : Kind == ChaosKind.Mixed ? Percentage / 300.0 : 0;

    public ChaosResponse ToResponse() => new(Tool, Kind, Percentage, Until);
}
