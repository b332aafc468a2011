namespace FourRunr.ToolProxy.Resilience;

/// <summary>When the breaker of a tool opens.</summary>
internal static class BreakerSettings
{
    /// <summary>Share of failed attempts that opens the breaker: more than retries can compensate.</summary>
    public const double FailureRatio = 0.6;

    /// <summary>With fewer attempts within <see cref="Sampling"/> the breaker stays closed.</summary>
    public const int MinimumThroughput = 10;

    public static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    /// <summary>How long the breaker stays open before one call may probe the tool.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(5);
}
