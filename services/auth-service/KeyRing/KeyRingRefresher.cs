using System.Threading.Channels;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Auth.KeyRing;

/// <summary>Reads the ring before the service listens, then every 5 seconds and whenever another replica says that it changed.</summary>
internal sealed partial class KeyRingRefresher(
    SigningKeyRing ring, IInvalidationChannel channel, TimeProvider clock, ILogger<KeyRingRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = SigningKeyRing.PublishBeforeUse / 2;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ring.RefreshAsync(cancellationToken);
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
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring could not be read; the known keys stay in use.")]
        public static partial void Unread(ILogger logger);
    }
}
