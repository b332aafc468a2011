using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Buckets in Redis, shared by all replicas: one script, one round trip, Redis' own clock. The first call that Redis does not
/// answer in time switches all calls to the local share; from then on only a probe in the background asks Redis, so no
/// call waits for it again before it is back.
/// </summary>
internal sealed partial class RedisCallLimiter(
    IConnectionMultiplexer redis,
    InProcessCallLimiter local,
    LocalShare share,
    LimitMetrics metrics,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<RedisCallLimiter> log) : ICallLimiter, IHostedService, IDisposable
{
    /// <summary>Bucket of the probe: not an agent id, so no agent has it.</summary>
    private const string Probe = "probe";

    private static readonly string Script = ReadScript();

    private readonly CancellationTokenSource _stopping = new();
    private int _degraded;

    public bool IsDegraded => Volatile.Read(ref _degraded) == 1;

    public async ValueTask<LimitOutcome> TakeAsync(string agentId, RateLimit limit, CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return await TakeFromRedisAsync(agentId, limit, cancellationToken);
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                Degrade(exception);
            }
        }

        var outcome = await local.TakeAsync(agentId, share.Of(limit), cancellationToken);
        return outcome with { Degraded = true };
    }

    /// <summary>
    /// Connects and loads the script before the first call comes: a cold first call that is too slow would look like an outage.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeFromRedisAsync(Probe, RateLimit.Default, cancellationToken);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            Degrade(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The container holds it under several types, and disposes it for each.
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<LimitOutcome> TakeFromRedisAsync(string agentId, RateLimit limit, CancellationToken cancellationToken)
    {
        // The client sends the script's hash, and its text when the server does not know it (any more).
        var result = await redis.GetDatabase()
            .ScriptEvaluateAsync(Script, [LimitKeys.Bucket(agentId)], [limit.Requests, (long)limit.Per.TotalMilliseconds, limit.Burst])
            .WaitAsync(options.Value.RedisTimeout, clock, cancellationToken);
        var numbers = (long[])result!;
        return new LimitOutcome(
            numbers[0] == 1, numbers[1], TokenBucket.Milliseconds(numbers[2]), TokenBucket.Milliseconds(numbers[3]), Degraded: false);
    }

    private void Degrade(Exception exception)
    {
        if (Interlocked.Exchange(ref _degraded, 1) == 0)
        {
            metrics.Degraded();
            Log.Degraded(log, exception.GetType().Name, share.Replicas);
            _ = ProbeUntilBackAsync(_stopping.Token);
        }
    }

    private async Task ProbeUntilBackAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(options.Value.ProbeInterval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await TakeFromRedisAsync(Probe, RateLimit.Default, stopping);
                metrics.Restored();
                Log.Restored(log);
                Volatile.Write(ref _degraded, 0);
                return;
            }
            catch (Exception exception) when (IsOutage(exception) || stopping.IsCancellationRequested)
            {
                // Still away, or this process ends: the loop's condition tells which.
            }
        }
    }

    private static bool IsOutage(Exception exception) => exception is RedisException or RedisCommandException or TimeoutException;

    private static string ReadScript()
    {
        using var stream = typeof(RedisCallLimiter).Assembly.GetManifestResourceStream(typeof(RedisCallLimiter), "take_permit.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Redis does not answer ({Reason}); limits are kept on the local share, 1 of {Replicas}, until it does.")]
        public static partial void Degraded(ILogger logger, string reason, int replicas);

        [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again; limits are shared by all replicas.")]
        public static partial void Restored(ILogger logger);
    }
}
