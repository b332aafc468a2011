namespace FourRunr.Hosting.Shutdown;

/// <summary>The time between the request to stop and refusing new connections.</summary>
/// <param name="time">Until load balancers notice; zero without one.</param>
internal sealed class Drain(TimeSpan time, TimeProvider clock) : IHostedLifecycleService
{
    private volatile Task? _drained;

    /// <summary>There is no load balancer to wait for.</summary>
    public bool IsNone => time == TimeSpan.Zero;

    public bool HasBegun => _drained is not null;

    /// <summary>Runs before anything else stops, so that calls keep working. A host may call it twice.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _drained ??= Task.Delay(time, clock, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
