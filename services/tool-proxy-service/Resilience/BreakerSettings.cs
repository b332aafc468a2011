namespace FourRunr.ToolProxy.Resilience;

/// <summary>When a tool counts as broken.</summary>
internal static class BreakerSettings
{
    /// <summary>Share of failed attempts that opens the breaker: more than retries can make good.</summary>
    public const double FailureRatio = 0.6;

    /// <summary>Attempts within <see cref="Sampling"/> below which nothing is concluded.</summary>
    public const int MinimumThroughput = 10;

    public static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    /// <summary>How long the tool is left alone before one call may probe it.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(5);
}
