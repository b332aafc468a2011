using System.ComponentModel.DataAnnotations;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>The section <c>Approvals</c>.</summary>
internal sealed class ApprovalOptions
{
    public const string Section = "Approvals";

    /// <summary>How many calls of one agent may wait for people. Default 100.</summary>
    [Range(1, 100_000)]
    public int MaxPendingPerAgent { get; init; } = 100;

    /// <summary>How long ended requests stay to be read. Default 31 days; at least 8, which is longer than any request waits.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(31);
}
