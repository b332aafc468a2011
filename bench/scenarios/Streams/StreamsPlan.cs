namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>How long and how often is measured.</summary>
internal sealed record StreamsPlan
{
    public static readonly StreamsPlan Full = new()
    {
        WarmUp = TimeSpan.FromSeconds(5),
        Paced = TimeSpan.FromSeconds(30),
        Crowd = TimeSpan.FromSeconds(30),
        SmallCrowd = TimeSpan.FromSeconds(6),
    };

    /// <summary>Shows that everything works; its figures are too coarse to judge by.</summary>
    public static readonly StreamsPlan Quick = new()
    {
        WarmUp = TimeSpan.FromSeconds(3),
        Paced = TimeSpan.FromSeconds(5),
        Crowd = TimeSpan.FromSeconds(6),
        SmallCrowd = TimeSpan.FromSeconds(4),
    };

    /// <summary>Of each system, with <see cref="WarmUpStreams"/>.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Of the load of short streams.</summary>
    public required TimeSpan Paced { get; init; }

    /// <summary>Of each stream of the largest crowd.</summary>
    public required TimeSpan Crowd { get; init; }

    /// <summary>Of each stream of the others.</summary>
    public required TimeSpan SmallCrowd { get; init; }

    /// <summary>So few that they leave no memory behind that the crowd would need.</summary>
    public int WarmUpStreams { get; } = 20;

    /// <summary>Short streams a second to each system.</summary>
    public int PerSecond { get; } = 20;

    /// <summary>Tokens of a short stream.</summary>
    public int ShortTokens { get; } = 4;

    /// <summary>Streams at once; the largest crowd, which has targets, comes first: what the others leave behind would be taken for its own.</summary>
    public IReadOnlyList<int> Crowds { get; } = [500, 250, 100];
}
