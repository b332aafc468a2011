using System.Data.Common;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>Deletes keys whose time is over, about hourly; replicas take turns by chance and harm nothing when they meet.</summary>
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
                // Away, or two replicas in each other's way: there is always a next time.
                Log.Postponed(log, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Old idempotency keys stay until the next round.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
