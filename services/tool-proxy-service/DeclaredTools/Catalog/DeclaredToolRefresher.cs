using System.Threading.Channels;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>Reads the declared tools before the service listens, then every 5 seconds and whenever another replica says that they changed.</summary>
internal sealed partial class DeclaredToolRefresher(
    DeclaredToolSet tools, IInvalidationChannel channel, TimeProvider clock, ILogger<DeclaredToolRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IDisposable? _subscription;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first look, so that nothing falls between the two.
        _subscription = channel.Subscribe(subjects =>
        {
            if (subjects.Contains(InvalidationSubjects.Tools))
            {
                _wake.Writer.TryWrite(true);
            }
        });
        var started = clock.GetTimestamp();
        while (!await TryRefreshAsync(started, cancellationToken))
        {
            await Task.Delay(Pause, clock, cancellationToken);
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
            try
            {
                await tools.RefreshAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                Log.Unread(log);
            }
        }
    }

    private async Task<bool> TryRefreshAsync(long started, CancellationToken cancellationToken)
    {
        try
        {
            await tools.RefreshAsync(cancellationToken);
            return true;
        }
        catch (StorageUnavailableException) when (clock.GetElapsedTime(started) < Patience)
        {
            Log.Unread(log);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The declared tools could not be read; the known ones stay in use.")]
        public static partial void Unread(ILogger logger);
    }
}
