using System.ComponentModel.DataAnnotations;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>
/// How a tool that comes with the gateway asks its API (configuration section <c>Tools:{tool}</c>). What is not set is as the tool's
/// definition says.
/// </summary>
internal sealed class ApiOptions
{
    /// <summary>Where the API is: absolute, http or https, without query.</summary>
    public string? BaseUrl { get; set; }

    /// <summary><c>required</c>, or <c>none</c> for a server that asks for no key. Default <c>required</c>.</summary>
    [RegularExpression("required|none")]
    public string Credential { get; set; } = "required";

    /// <summary>One attempt, 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan? AttemptTimeout { get; set; }

    /// <summary>All attempts and the pauses between them, at least one attempt and at most 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan? TotalTimeout { get; set; }

    /// <summary>Calls of one action under way at once in this process, 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int? MaxConcurrent { get; set; }

    /// <summary>Largest answer in bytes, decompressed, 1 KiB to 16 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int? MaxResponseBytes { get; set; }

    public ToolTimes Apply(ToolTimes times)
    {
        var attempt = AttemptTimeout ?? times.Attempt;
        var total = TotalTimeout ?? (times.Total > attempt ? times.Total : attempt);
        return new ToolTimes { Attempt = attempt < total ? attempt : total, Total = total, MaxConcurrent = MaxConcurrent ?? times.MaxConcurrent };
    }
}
