using FourRunr.Bench.Scenarios.Saturation;

namespace FourRunr.Bench.Scenarios.Growth;

/// <summary>How far a gateway grows, and how that is measured.</summary>
internal sealed record GrowthPlan
{
    public static readonly GrowthPlan Full = new()
    {
        Agents = 100_000,
        Rows = 5_000_000,
        Calls = 1_000_000,
        Segment = TimeSpan.FromSeconds(20),
        Load = SaturationPlan.Full with { Rounds = 5, RoundLength = TimeSpan.FromSeconds(5) },
    };

    /// <summary>Shows that everything works; its figures are too coarse to judge by.</summary>
    public static readonly GrowthPlan Quick = new()
    {
        Agents = 2_000,
        Rows = 50_000,
        Calls = 10_000,
        Segment = TimeSpan.FromSeconds(2),
        Load = SaturationPlan.Quick,
    };

    public required int Agents { get; init; }

    public required int Rows { get; init; }

    public required int Calls { get; init; }

    /// <summary>The many calls are sent in runs of this length.</summary>
    public required TimeSpan Segment { get; init; }

    /// <summary>Of the comparisons.</summary>
    public required SaturationPlan Load { get; init; }

    /// <summary>Agents that call in turn when calls are spread over many.</summary>
    public int ActiveAgents => Math.Min(2000, Agents);
}
