using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FourRunr.Invalidation;

/// <summary>
/// The channel of a cluster: Redis publish/subscribe, which loses messages while a connection is down. Therefore each
/// instance sends itself numbered heartbeats over the same path: a missing number, a silence or a reconnect ends
/// <see cref="LiveSince"/>, and answers from before the gap are no longer trusted beyond their short bound.
/// </summary>
public sealed partial class RedisInvalidationChannel(
    IConnectionMultiplexer redis, TimeProvider clock, ILogger<RedisInvalidationChannel> log) : BackgroundService, IInvalidationChannel
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly RedisChannel Messages = RedisChannel.Literal("4runr:invalidation");
    private readonly RedisChannel _heartbeats = RedisChannel.Literal($"4runr:invalidation:heartbeat:{Guid.NewGuid():N}");

    private readonly Lock _gate = new();
    private long? _liveSince;
    private long _lastHeard;
    private long _lastNumber;

    private event Action<IReadOnlyCollection<string>>? Invalidated;

    public long? LiveSince
    {
        get
        {
            lock (_gate)
            {
                return _liveSince is not null && clock.GetElapsedTime(_lastHeard) <= LongestSilence ? _liveSince : null;
            }
        }
    }

    public async ValueTask PublishAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(Messages, JsonSerializer.Serialize(subjects))
                .WaitAsync(PublishTimeout, clock, cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The change itself is stored; cached answers end within 5 s.
            Log.PublishFailed(log, exception.GetType().Name);
        }
    }

    public IDisposable Subscribe(Action<IReadOnlyCollection<string>> onInvalidated)
    {
        Invalidated += onInvalidated;
        return new Subscription(() => Invalidated -= onInvalidated);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionFailed += (_, _) => EndLiveness();
        redis.ConnectionRestored += (_, _) => EndLiveness();
        var subscribed = false;
        using var timer = new PeriodicTimer(Beat, clock);
        for (var number = 1L; ; number++)
        {
            try
            {
                if (!subscribed)
                {
                    var subscriber = redis.GetSubscriber();
                    await subscriber.SubscribeAsync(Messages, (_, message) => Deliver(message));
                    await subscriber.SubscribeAsync(_heartbeats, (_, message) => Hear((long)message));
                    subscribed = true;
                }

                await redis.GetSubscriber().PublishAsync(_heartbeats, number);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever the client throws, even cancellation: the channel is not live, and the service goes on.
                EndLiveness();
                if (exception is not (RedisException or TimeoutException))
                {
                    Log.BeatFailed(log, exception);
                }
            }

            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    private void Deliver(RedisValue message)
    {
        try
        {
            Invalidated?.Invoke(JsonSerializer.Deserialize<string[]>(message.ToString()) ?? []);
        }
        catch (JsonException)
        {
            Log.UnreadableMessage(log);
        }
    }

    private void Hear(long number)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (number != _lastNumber + 1 || clock.GetElapsedTime(_lastHeard, now) > LongestSilence)
            {
                _liveSince = null;
            }

            _liveSince ??= now;
            _lastHeard = now;
            _lastNumber = number;
        }
    }

    private void EndLiveness()
    {
        lock (_gate)
        {
            _liveSince = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Invalidation could not be published ({Reason}); caches follow within 5 s.")]
        public static partial void PublishFailed(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The invalidation channel is not live.")]
        public static partial void BeatFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "An invalidation message could not be read.")]
        public static partial void UnreadableMessage(ILogger logger);
    }
}
