using System.ComponentModel.DataAnnotations;

namespace FourRunr.ToolProxy.Limits;

/// <summary>Settings of the limits (configuration section <c>Limits</c>).</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>How long a call waits for Redis before the local share decides, 50 ms to 30 s. Default 400 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often Redis is asked whether it is back, 100 ms to 5 s. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:05")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// With more than one replica: how long calls with quotas are refused after Redis was lost, so that the calls of the other
    /// replicas are recorded first, 0 to 30 s. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan QuotaPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// With more than one replica: how long both Redis and the local share must allow a call with quotas after Redis is back, so that
    /// the other replicas can add their charges first, 1 s to 60 s. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan QuotaSettling { get; set; } = TimeSpan.FromSeconds(5);
}
