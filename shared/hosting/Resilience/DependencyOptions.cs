using System.ComponentModel.DataAnnotations;

namespace FourRunr.Hosting.Resilience;

/// <summary>How long another service may take (configuration section <c>Dependencies</c>).</summary>
public sealed class DependencyOptions
{
    public const string Section = "Dependencies";

    /// <summary>All attempts together, 100 ms to 30 s. Default 900 ms, so that a caller has its 503 within a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMilliseconds(900);

    /// <summary>One attempt, 50 ms to 30 s. Default 700 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Most of an attempt, 500 ms by default: a host that is gone leaves time to try another.</summary>
    public TimeSpan ConnectTimeout => AttemptTimeout * 5 / 7;
}
