using FourRunr.Hosting.Background;

namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>
/// Takes changes of operators from where they were made into this proxy's journal, and so into the signed trail: each second, and before they are
/// listed. What a service cannot give now stays with it until it can.
/// </summary>
internal sealed partial class ChangeCollector(
    IEnumerable<ChangeTransfer> transfers, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ChangeCollector> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long a list waits for services that do not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ChangeTransfer> _transfers = [.. transfers];

    /// <summary>Completes when all changes that could be taken are in the journal.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        // Not with the request's cancellation: what was taken must get into the journal, whoever is gone meanwhile.
        var taken = CollectAsync(CancellationToken.None);
        try
        {
            await taken.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The list has what is there.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A proxy that cannot start does not ask others.
        await lifetime.WaitForStartAsync(stoppingToken);
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await CollectAsync(stoppingToken);
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private Task CollectAsync(CancellationToken cancellationToken) => Task.WhenAll(_transfers.Select(transfer => CollectAsync(transfer, cancellationToken)));

    private async Task CollectAsync(ChangeTransfer transfer, CancellationToken cancellationToken)
    {
        try
        {
            await transfer.RunAsync(cancellationToken);
            if (transfer.TrySetAway(false))
            {
                Log.Resumed(log, transfer.Name);
            }
        }
        catch (Exception exception) when (exception is DependencyUnavailableException or StorageUnavailableException)
        {
            if (transfer.TrySetAway(true))
            {
                Log.Stalled(log, transfer.Name, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Changes by operators cannot be taken from {Service} into the audit trail; they wait there until it is back.")]
        public static partial void Stalled(ILogger logger, string service, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "Changes by operators are taken from {Service} into the audit trail again; none was lost.")]
        public static partial void Resumed(ILogger logger, string service);
    }
}
