using System.Threading.Channels;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Refreshing;

/// <summary>
/// Keeps in memory what operators store: loads it before the service listens, then every 5 seconds and whenever another replica has changed it.
/// </summary>
/// <param name="subject">What is invalidated when it changes.</param>
/// <param name="name">For the log, e.g. <c>declared tools</c>.</param>
internal abstract partial class StorageRefresher(string subject, string name, IInvalidationChannel channel, TimeProvider clock, ILogger log) : BackgroundService
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
        GC.SuppressFinalize(this);
    }

    /// <exception cref="StorageUnavailableException">What is in memory stays in use.</exception>
    protected abstract Task RefreshAsync(CancellationToken cancellationToken);

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
            await RefreshAsync(cancellationToken);
            return true;
        }
        catch (StorageUnavailableException) when (started is null || clock.GetElapsedTime(started.Value) < StartTimeout)
        {
            Log.Unavailable(log, name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Name} could not be loaded; those loaded before stay in use.")]
        public static partial void Unavailable(ILogger logger, string name);
    }
}
