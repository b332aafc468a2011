using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>
/// Removes records older than <see cref="AuditOptions.Retention"/>, whole days at a time. Checkpoints and writers stay, so that the
/// remaining rows can still be verified.
/// </summary>
internal sealed partial class RetentionHousekeeper(
    ArchivePartitions partitions, Database database, IOptions<AuditOptions> options, TimeProvider clock, ILogger<RetentionHousekeeper> log)
    : Housekeeper("Old records could not be removed", clock, log)
{
    protected override async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Value.Retention is not { } retention)
        {
            return;
        }

        var moment = now - retention;
        var spent = await SpendRow.RemoveBeforeAsync(database, moment, now, cancellationToken);
        await CallCount.RemoveBeforeAsync(database, moment, cancellationToken);
        var changes = await ArchivedChanges.RemoveBeforeAsync(database, moment, cancellationToken);
        if (await partitions.RemoveBeforeAsync(moment, cancellationToken) + spent + changes is > 0 and var removed)
        {
            Log.Removed(log, removed, retention.TotalDays);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} partitions or rows of records older than {Days} days.")]
        public static partial void Removed(ILogger logger, int count, double days);
    }
}
