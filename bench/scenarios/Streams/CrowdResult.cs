namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>What a crowd of streams has cost a system.</summary>
internal sealed record CrowdResult
{
    /// <summary>Beyond that the machine has no time left in which something could be done when it is due.</summary>
    private const double Full = 0.95;

    /// <summary>Of the tokens that are due; the provider's clock ticks a little late.</summary>
    private const double OnTime = 0.9;

    /// <summary>At once.</summary>
    public required int Streams { get; init; }

    /// <summary>Measured, while all were under way.</summary>
    public required double Seconds { get; init; }

    /// <summary>That arrived meanwhile.</summary>
    public required long Tokens { get; init; }

    /// <summary>Of the system.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>Of the one that reads the streams.</summary>
    public required TimeSpan ClientCpu { get; init; }

    /// <summary>Of the machine, by anything; 0 to 1.</summary>
    public required double Busy { get; init; }

    /// <summary>Of the machine, by what has no part in this; 0 to 1.</summary>
    public required double Others { get; init; }

    /// <summary>Load average of the last minute.</summary>
    public required double Load { get; init; }

    /// <summary>Bytes that were resident at most, less those before, for each stream.</summary>
    public required long MemoryPerStream { get; init; }

    public int TokensOfStream { get; init; }

    /// <summary>Median from a request to its first text.</summary>
    public TimeSpan FirstText { get; init; }

    /// <summary>Median from a request to its end.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>Streams that did not come whole and in order, and what is not on record.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public double PerSecond => Tokens / Seconds;

    /// <summary>Share of a core.</summary>
    public double Core => Cpu.TotalSeconds / Seconds;

    public double MicrosPerToken => Cpu.TotalMicroseconds / Tokens;

    /// <summary>Tokens a second that are due.</summary>
    public double Due => Streams / StreamRequest.Pace.TotalSeconds;

    /// <summary>The machine could not do what was asked: several tokens are then passed on at once, and each costs less than it should.</summary>
    public bool IsSaturated => Busy > Full || PerSecond < OnTime * Due;
}
