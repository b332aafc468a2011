using FourRunr.Hosting.Telemetry;

namespace FourRunr.Hosting.Changes;

/// <summary>
/// Shows what waits in the outbox: <c>gateway_changes_pending</c>, rows, and <c>gateway_changes_oldest_seconds</c>, how long the oldest one has waited.
/// Looks every 15 seconds; while the database is away the last values stay.
/// </summary>
internal sealed class ChangeOutboxWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ChangeOutbox _outbox;
    private readonly TimeProvider _clock;
    private ChangeBacklog _backlog = new(0, Oldest: null);

    public ChangeOutboxWatch(ChangeOutbox outbox, GatewayMeter gateway, TimeProvider clock)
    {
        (_outbox, _clock) = (outbox, clock);
        gateway.Meter.CreateObservableGauge("gateway_changes_pending", () => Volatile.Read(ref _backlog).Rows);
        gateway.Meter.CreateObservableGauge("gateway_changes_oldest_seconds", OldestSeconds);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, _clock);
        do
        {
            try
            {
                Volatile.Write(ref _backlog, await _outbox.CountAsync(stoppingToken));
            }
            catch (StorageUnavailableException)
            {
                // Readiness says so.
            }
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    private double OldestSeconds() => Volatile.Read(ref _backlog).Oldest is { } oldest ? Math.Max(0, (_clock.GetUtcNow() - oldest).TotalSeconds) : 0;
}
