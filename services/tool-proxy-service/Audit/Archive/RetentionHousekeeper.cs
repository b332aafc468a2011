using System.Data.Common;
using FourRunr.Storage;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// Removes records older than <see cref="AuditOptions.Retention"/>, whole days at a time, about hourly. Checkpoints and writers
/// stay, so that the remaining rows can still be verified.
/// </summary>
internal sealed partial class RetentionHousekeeper(
    ArchivePartitions partitions, Database database, IOptions<AuditOptions> options, TimeProvider clock, ILogger<RetentionHousekeeper> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Retention is { } retention)
        {
            await Task.Delay(Interval * (0.5 + Random.Shared.NextDouble() / 2), clock, stoppingToken);
            try
            {
                var now = clock.GetUtcNow();
                var moment = now - retention;
                var spent = await SpendRow.RemoveBeforeAsync(database, moment, now, stoppingToken);
                if (await partitions.RemoveBeforeAsync(moment, stoppingToken) + spent is > 0 and var removed)
                {
                    Log.Removed(log, removed, retention.TotalDays);
                }
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DbException)
            {
                // The database is not available, or somebody reads the partition: the next round tries again.
                Log.Postponed(log, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} partitions or rows of records older than {Days} days.")]
        public static partial void Removed(ILogger logger, int count, double days);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Old records could not be removed; the next round tries again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
