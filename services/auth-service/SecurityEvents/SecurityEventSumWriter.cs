namespace FourRunr.Auth.SecurityEvents;

/// <summary>Stores the sums every minute and at shutdown. The sums of the current minute are lost when the process is killed.</summary>
internal sealed partial class SecurityEventSumWriter(
    SecurityEventSums sums, SecurityEventLog events, TimeProvider clock, ILogger<SecurityEventSumWriter> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        foreach (var sum in sums.Take())
        {
            try
            {
                await events.RecordSumAsync(sum, CancellationToken.None);
            }
            catch (StorageUnavailableException)
            {
                sums.Add(sum.Kind, sum.Subject, sum.Events);
                Log.Postponed(log);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The database is not available. A sum of security events is stored later.")]
        public static partial void Postponed(ILogger logger);
    }
}
