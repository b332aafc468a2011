using System.Data.Common;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>Deletes expired keys about hourly. Replicas run it at random times; it does no harm when two run it at once.</summary>
internal sealed partial class IdempotencyHousekeeper(
    IdempotencyStore store, TimeProvider clock, ILogger<IdempotencyHousekeeper> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval * (0.5 + Random.Shared.NextDouble() / 2), clock, stoppingToken);
            try
            {
                await store.CleanAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DbException)
            {
                // The database is not available, or two replicas collided: the next round tries again.
                Log.Postponed(log, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Expired idempotency keys could not be deleted; the next round tries again.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
