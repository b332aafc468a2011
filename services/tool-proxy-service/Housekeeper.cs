using System.Data.Common;

namespace FourRunr.ToolProxy;

/// <summary>Cleans the database about hourly. Replicas do it at random times; it does no harm when two do it at once.</summary>
/// <param name="failure">What the log says of a round that failed.</param>
internal abstract partial class Housekeeper(string failure, TimeProvider clock, ILogger log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected abstract Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval * (0.5 + Random.Shared.NextDouble() / 2), clock, stoppingToken);
            try
            {
                await CleanAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DbException)
            {
                // The database is not available, somebody reads what is removed, or two replicas collided: the next round tries again.
                Log.Postponed(log, failure, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Failure}; the next round tries again.")]
        public static partial void Postponed(ILogger logger, string failure, Exception exception);
    }
}
