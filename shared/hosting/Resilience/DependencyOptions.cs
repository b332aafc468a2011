using System.ComponentModel.DataAnnotations;

namespace FourRunr.Hosting.Resilience;

/// <summary>How long another service may take (configuration section <c>Dependencies</c>).</summary>
public sealed class DependencyOptions
{
    public const string Section = "Dependencies";

    /// <summary>Longer than the services need for any request of an agent; then a service counts as hanging.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(3);

    /// <summary>All attempts together, 100 ms to 30 s. Default 900 ms, so that a caller has its 503 within a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMilliseconds(900);

    /// <summary>One attempt, 50 ms to 30 s. Default 700 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Five sevenths of an attempt, 500 ms by default: after an unreachable host there is time for another.</summary>
    public TimeSpan ConnectTimeout => AttemptTimeout * 5 / 7;

    /// <summary>
    /// An operator's request, at the front door and between services, 1 s to 5 min. Default 30 s: it may make a key, apply a hundred
    /// policies or read ten thousand records.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ManagementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Connecting for a request that is passed on, at least 3 s: one packet may be lost, which systems send again after a second. This is
    /// well below the time limits of load balancers.
    /// </summary>
    public TimeSpan ForwardConnectTimeout => ConnectTimeout > LongestConnect ? ConnectTimeout : LongestConnect;

    /// <summary>An agent's request that is passed on, which may take longer than a question between services: 5 s, or the total if that is more.</summary>
    public TimeSpan ForwardTimeout => TotalTimeout > LongEnough ? TotalTimeout : LongEnough;
}
