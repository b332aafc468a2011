using System.Threading.Channels;
using FourRunr.Invalidation;

namespace FourRunr.Hosting.Background;

public static class RefreshingModule
{
    /// <summary>Keeps what <typeparamref name="T"/> has in memory of the database fresh.</summary>
    /// <param name="subject">What is invalidated when it changes.</param>
    /// <param name="name">For the log, e.g. <c>declared tools</c>.</param>
    /// <param name="refresh">
    /// May throw <see cref="StorageUnavailableException"/> and <see cref="InvalidConfigurationException"/>: then what is in memory stays in use. The
    /// latter, that what is stored is no good for this replica, stops a start.
    /// </param>
    public static void AddRefresher<T>(this IServiceCollection services, string subject, string name, Func<T, CancellationToken, Task> refresh)
        where T : notnull => services.AddSingleton<IHostedService>(provider =>
        {
            var refreshed = provider.GetRequiredService<T>();
            return ActivatorUtilities.CreateInstance<StorageRefresher>(
                provider, subject, name, (Func<CancellationToken, Task>)(token => refresh(refreshed, token)));
        });
}

/// <summary>Loads before the service listens, then every 5 seconds and whenever another replica has changed what is stored.</summary>
internal sealed partial class StorageRefresher(
    string subject, string name, Func<CancellationToken, Task> refresh, IInvalidationChannel channel, TimeProvider clock, ILogger<StorageRefresher> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IDisposable? _subscription;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Subscribed before the first refresh, so that no change is missed between the two.
        _subscription = channel.Subscribe(subjects =>
        {
            if (subjects.Contains(subject))
            {
                _wake.Writer.TryWrite(true);
            }
        });
        var started = clock.GetTimestamp();
        while (!await TryRefreshAsync(started, cancellationToken))
        {
            await Task.Delay(RetryDelay, clock, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = clock.CreateTimer(_ => _wake.Writer.TryWrite(true), state: null, Interval, Interval);
        await foreach (var _ in _wake.Reader.ReadAllAsync(stoppingToken))
        {
            await TryRefreshAsync(started: null, stoppingToken);
        }
    }

    /// <param name="started">When the start began, to limit its retries; null after the start.</param>
    private async Task<bool> TryRefreshAsync(long? started, CancellationToken cancellationToken)
    {
        try
        {
            await refresh(cancellationToken);
            return true;
        }
        catch (StorageUnavailableException) when (started is null || clock.GetElapsedTime(started.Value) < StartTimeout)
        {
            Log.Unavailable(log, name);
            return false;
        }
        catch (InvalidConfigurationException exception) when (started is null)
        {
            Log.Unusable(log, name, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Name} could not be loaded; those loaded before stay in use.")]
        public static partial void Unavailable(ILogger logger, string name);

        [LoggerMessage(Level = LogLevel.Error, Message = "The {Name} are no good for this replica; those loaded before stay in use. {Reason}")]
        public static partial void Unusable(ILogger logger, string name, string reason);
    }
}
