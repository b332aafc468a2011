namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>How long and how often is measured.</summary>
internal sealed record SaturationPlan
{
    public static readonly SaturationPlan Full = new()
    {
        Rounds = 3,
        WarmUp = TimeSpan.FromSeconds(10),
        RoundWarmUp = TimeSpan.FromSeconds(1),
        RoundLength = TimeSpan.FromSeconds(8),
        Paced = TimeSpan.FromSeconds(10),
        UnusedTokens = 6000,
        Overload = TimeSpan.FromSeconds(15),
        AfterOverload = TimeSpan.FromSeconds(12),
    };

    /// <summary>Shows that everything works; its figures are too coarse to judge by.</summary>
    public static readonly SaturationPlan Quick = Full with
    {
        Rounds = 1,
        WarmUp = TimeSpan.FromSeconds(2),
        RoundLength = TimeSpan.FromSeconds(2),
        Paced = TimeSpan.FromSeconds(3),
        UnusedTokens = 1000,
        Overload = TimeSpan.FromSeconds(5),
        AfterOverload = TimeSpan.FromSeconds(5),
    };

    public required int Rounds { get; init; }

    /// <summary>Of each system, before the first round.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Before each round; whole seconds, as are the other lengths that wrk runs.</summary>
    public required TimeSpan RoundWarmUp { get; init; }

    public required TimeSpan RoundLength { get; init; }

    /// <summary>Of a load at a fixed rate.</summary>
    public required TimeSpan Paced { get; init; }

    /// <summary>Tokens that a round with cold tokens may spend.</summary>
    public required int UnusedTokens { get; init; }

    public required TimeSpan Overload { get; init; }

    /// <summary>How long is watched whether all is normal again.</summary>
    public required TimeSpan AfterOverload { get; init; }

    /// <summary>Of wrk at saturation.</summary>
    public int Connections { get; } = 64;

    /// <summary>Calls a second of the loads at a fixed rate.</summary>
    public int PerSecond { get; } = 120;

    /// <summary>Forged tokens a second of the flood that a good agent must not feel.</summary>
    public int FloodPerSecond { get; } = 2000;
}
