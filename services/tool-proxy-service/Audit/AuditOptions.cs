using System.ComponentModel.DataAnnotations;

namespace FourRunr.ToolProxy.Audit;

/// <summary>How the audit trail is kept (configuration section <c>Audit</c>).</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// Largest number of rows that may wait for the database, 100 to 100,000,000; beyond it calls are refused with 503. Default
    /// 1,000,000, about 1 GB of disk.
    /// </summary>
    [Range(100, 100_000_000)]
    public long MaxBacklog { get; set; } = 1_000_000;

    /// <summary>How often rows are shipped to the database, 10 ms to 5 s. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:05")]
    public TimeSpan ShipInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest time until new rows are covered by a signed checkpoint, 1 s to 1 h. Default 10 s; after 1,000 rows there is one anyway.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long records are kept, 1 to 36,500 days. Unset by default: for ever.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? Retention { get; set; }
}
