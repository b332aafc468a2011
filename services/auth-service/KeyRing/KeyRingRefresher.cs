using System.Threading.Channels;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>Reads the ring before the service listens, then every 5 seconds and whenever another replica says that it changed.</summary>
internal sealed partial class KeyRingRefresher(
    SigningKeyRing ring, IInvalidationChannel channel, TimeProvider clock, ILogger<KeyRingRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = SigningKeyRing.PublishBeforeUse / 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!await TryRefreshAsync(started, cancellationToken))
        {
            await Task.Delay(Pause, clock, cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = channel.Subscribe(subjects =>
        {
            if (subjects.Contains(InvalidationSubjects.KeyRing))
            {
                wake.Writer.TryWrite(true);
            }
        });
        await using var timer = clock.CreateTimer(_ => wake.Writer.TryWrite(true), state: null, Interval, Interval);
        await foreach (var _ in wake.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await ring.RefreshAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                Log.Unread(log);
            }
            catch (InvalidConfigurationException)
            {
                // A key that this replica cannot open: serving on with the known ones beats falling over.
                Log.Unopened(log);
            }
        }
    }

    /// <summary>Without a ring there is nothing to serve; a database that is still busy with its own start gets half a minute.</summary>
    private async Task<bool> TryRefreshAsync(long started, CancellationToken cancellationToken)
    {
        try
        {
            await ring.RefreshAsync(cancellationToken);
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring could not be read; the known keys stay in use.")]
        public static partial void Unread(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "A new signing key does not open with GATEWAY_KEK; the known keys stay in use.")]
        public static partial void Unopened(ILogger logger);
    }
}
