using System.ComponentModel.DataAnnotations;

namespace FourRunr.Hosting.Resilience;

/// <summary>How long another service may take (configuration section <c>Dependencies</c>).</summary>
public sealed class DependencyOptions
{
    public const string Section = "Dependencies";

    /// <summary>Longer than the services need for anything; a service that hangs is given up then.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    /// <summary>All attempts together, 100 ms to 30 s. Default 900 ms, so that a caller has its 503 within a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMilliseconds(900);

    /// <summary>One attempt, 50 ms to 30 s. Default 700 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Most of an attempt, 500 ms by default: a host that is gone leaves time to try another.</summary>
    public TimeSpan ConnectTimeout => AttemptTimeout * 5 / 7;

    /// <summary>A caller's own request that is passed on, which may take longer than a question does: 5 s, or the total where that is more.</summary>
    public TimeSpan ForwardTimeout => TotalTimeout > LongEnough ? TotalTimeout : LongEnough;
}
