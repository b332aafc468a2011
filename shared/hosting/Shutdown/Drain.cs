namespace FourRunr.Hosting.Shutdown;

/// <summary>The time between being told to stop and taking no more connections.</summary>
/// <param name="time">Until load balancers have noticed; zero where there is none.</param>
internal sealed class Drain(TimeSpan time, TimeProvider clock) : IHostedLifecycleService
{
    private volatile Task? _drained;

    /// <summary>Nobody needs to notice that the service stops.</summary>
    public bool IsNone => time == TimeSpan.Zero;

    public bool HasBegun => _drained is not null;

    /// <summary>Before anything else stops: the server and everything that calls need work on meanwhile. A host may ask twice.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _drained ??= Task.Delay(time, clock, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
