using System.Threading.Channels;
using FourRunr.Hosting;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>Reads the ring before the service listens, then every 5 seconds and whenever another replica publishes a change.</summary>
internal sealed partial class KeyRingRefresher(
    SigningKeyRing ring, IInvalidationChannel channel, TimeProvider clock, ILogger<KeyRingRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = SigningKeyRing.PublishBeforeUse / 2;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (!await TryRefreshAsync(started, cancellationToken))
        {
            await Task.Delay(RetryDelay, clock, cancellationToken);
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
                Log.CannotRead(log);
            }
            catch (InvalidConfigurationException)
            {
                // This replica cannot decrypt a new key. It keeps working with the keys that it has.
                Log.CannotDecrypt(log);
            }
        }
    }

    /// <summary>The service cannot start without a ring. A database that is still starting gets half a minute.</summary>
    private async Task<bool> TryRefreshAsync(long started, CancellationToken cancellationToken)
    {
        try
        {
            await ring.RefreshAsync(cancellationToken);
            return true;
        }
        catch (StorageUnavailableException) when (clock.GetElapsedTime(started) < StartTimeout)
        {
            Log.CannotRead(log);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring could not be read from the database. The known keys stay in use.")]
        public static partial void CannotRead(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "GATEWAY_KEK does not decrypt a new signing key. The known keys stay in use.")]
        public static partial void CannotDecrypt(ILogger logger);
    }
}
