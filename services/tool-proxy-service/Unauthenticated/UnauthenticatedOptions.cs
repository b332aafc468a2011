using System.ComponentModel.DataAnnotations;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>Limits for callers without a valid credential (configuration section <c>Strangers</c>).</summary>
internal sealed class UnauthenticatedOptions
{
    public const string Section = "Strangers";

    /// <summary>Requests without a valid credential that an address (IPv6: a /64) may make a minute in the long run, 1 to 1,000,000. Default 300.</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerMinute { get; set; } = 300;

    /// <summary>The same at once, after a quiet time, 1 to 1,000,000. Default 300.</summary>
    [Range(1, 1_000_000)]
    public int FailureBurst { get; set; } = 300;

    /// <summary>
    /// Addresses that are remembered, 10 to 1,000,000; the one without a failure for longest is forgotten first. Default 10,000, about 5
    /// MB.
    /// </summary>
    [Range(10, 1_000_000)]
    public int Addresses { get; set; } = 10_000;

    /// <summary>
    /// Calls without a valid credential that this process records one by one each second, 0 to 100,000. Default 1, five at once after a
    /// quiet time; the others are summed.
    /// </summary>
    [Range(0, 100_000)]
    public int FullRecordsPerSecond { get; set; } = 1;

    /// <summary>Most sums a minute, 1 to 100,000; further sources are one sum for each outcome. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int SumsPerMinute { get; set; } = 1_000;
}
