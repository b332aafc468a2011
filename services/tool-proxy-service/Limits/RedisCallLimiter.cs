using System.Diagnostics;
using FourRunr.Hosting.Telemetry;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Buckets and counters in Redis, shared by all replicas: one script, one round trip, Redis' own clock. If Redis does not answer a call in
/// time, all calls switch to the local share. From then on only a background probe asks Redis, so no call waits for it until it is back.
/// </summary>
internal sealed partial class RedisCallLimiter(
    LimitScripts scripts,
    QuotaLedgerRegistry ledgers,
    QuotaShareLimiter shares,
    ChargeTracker charges,
    QuotaRebuilder rebuilder,
    Outage outage,
    InProcessCallLimiter local,
    LocalShare share,
    LimitMetrics metrics,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<RedisCallLimiter> log) : ICallLimiter, IHostedService, IDisposable
{
    internal const string Dependency = "Redis";

    /// <summary>A counter is rebuilt in one or two rounds; more means that Redis keeps losing it.</summary>
    private const int MostRounds = 10;

    /// <summary>Takes from a bucket that belongs to no agent.</summary>
    private static readonly LimitRequest Probe = new("probe", RateLimit.Default, []);

    private readonly CancellationTokenSource _stopping = new();

    public bool IsDegraded => !outage.IsOver;

    public async ValueTask<LimitOutcome> TakeAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return request.Quotas.Count > 0 && MustKeepToShare
                    ? await TakeFromBothAsync(request, cancellationToken)
                    : await TakeFromRedisAsync(request, reserved: null, cancellationToken);
            }
            catch (Exception exception) when (Outage.IsOne(exception))
            {
                Degrade(exception);
            }
        }

        return await TakeFromShareAsync(request, cancellationToken);
    }

    public async ValueTask GiveBackAsync(QuotaCharge? charge)
    {
        if (charge is not RedisCharge { AgentId: var agentId, Units: var units } || !charge.TryEnd())
        {
            return;
        }

        var inRedis = new List<(QuotaCounter, string, long)>(units.Count);
        foreach (var unit in units)
        {
            if (await charges.TakeOutAsync(agentId, unit) is { } rebuild)
            {
                inRedis.Add((unit.Counter, rebuild, unit.Group.Slot));
            }
        }

        if (inRedis.Count > 0 && !IsDegraded)
        {
            try
            {
                await scripts.GiveBackAsync(agentId, inRedis).WaitAsync(options.Value.RedisTimeout, clock);
            }
            catch (Exception exception) when (Outage.IsOne(exception))
            {
                Degrade(exception);
            }
        }
    }

    public void Recorded(QuotaCharge? charge)
    {
        if (charge is RedisCharge own && own.TryEnd())
        {
            charges.Recorded(own);
        }
    }

    /// <summary>
    /// Connects and loads the script before the first call: a slow first call would look like an outage.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeFromRedisAsync(Probe, reserved: null, cancellationToken);
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            Degrade(exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The container registers it under several types, and disposes it for each.
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _stopping.Dispose();
    }

    private bool MustKeepToShare => share.Replicas > 1 && outage.IsSettling;

    private async Task<LimitOutcome> TakeFromRedisAsync(
        LimitRequest request, IReadOnlyList<ShareUnit>? reserved, CancellationToken cancellationToken)
    {
        var permitTaken = false;
        for (var round = 0; round < MostRounds; round++)
        {
            using var span = GatewayTraces.Source.StartActivity("redis take_call", ActivityKind.Client);
            span?.SetTag("db.system.name", "redis");
            var (asked, stamp) = (ledgers.Now, clock.GetTimestamp());
            var taking = scripts.TakeAsync(request, ledgers.Believed(request), permitTaken, ledgers.LatestRedisNow);
            TakeCallReply reply;
            try
            {
                reply = await taking.WaitAsync(options.Value.RedisTimeout, clock, cancellationToken);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                _ = ReturnLateAsync(request, taking);
                throw;
            }

            ledgers.ObserveRedisTime(reply.Wall, stamp);
            if (reply.Status != TakeCallStatus.NotReady)
            {
                return new LimitOutcome
                {
                    Rate = reply.Rate,
                    Quotas = reply.StatesOf(request.Quotas),
                    TakenAt = DateTimeOffset.FromUnixTimeMilliseconds(reply.Now),
                    Charge = reply.Status == TakeCallStatus.Allowed ? charges.InRedis(request, reply, reserved) : null,
                };
            }

            permitTaken = true;
            await rebuilder.PrepareAsync(request, reply, asked, cancellationToken);
        }

        throw new DependencyUnavailableException(Dependency);
    }

    /// <summary>Another replica may not have added its charges to Redis yet, so the local share must allow the call too.</summary>
    private async Task<LimitOutcome> TakeFromBothAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        await rebuilder.EnsureSharesAsync(request, cancellationToken);
        var (states, reserved) = shares.TryTake(request);
        if (reserved is null)
        {
            var refused = await TakeFromRedisAsync(request with { Quotas = [] }, reserved: null, cancellationToken);
            return refused with { Quotas = refused.Rate.Allowed ? states : [], Degraded = true };
        }

        var isCharged = false;
        try
        {
            var outcome = await TakeFromRedisAsync(request, reserved, cancellationToken);
            isCharged = outcome.Charge is not null;
            return outcome with { Degraded = true };
        }
        finally
        {
            if (!isCharged)
            {
                shares.Return(request, reserved);
            }
        }
    }

    private async Task<LimitOutcome> TakeFromShareAsync(LimitRequest request, CancellationToken cancellationToken)
    {
        var outcome = await local.TakeAsync(
            new LimitRequest(request.AgentId, share.Of(request.RateLimit), Quotas: []), cancellationToken);
        outcome = outcome with { Degraded = true, TakenAt = DateTimeOffset.FromUnixTimeMilliseconds(ledgers.RedisNow) };
        if (!outcome.Allowed || request.Quotas.Count == 0)
        {
            return outcome;
        }

        if (share.Replicas > 1 && outage.IsPausing)
        {
            throw new DependencyUnavailableException(Dependency);
        }

        await rebuilder.EnsureSharesAsync(request, cancellationToken);
        var (states, taken) = shares.TryTake(request);
        return outcome with { Quotas = states, Charge = taken is null ? null : charges.OnShares(request, taken) };
    }

    /// <summary>Redis answered too late: gives back what it charged, because the call did not go on.</summary>
    private async Task ReturnLateAsync(LimitRequest request, Task<TakeCallReply> taking)
    {
        try
        {
            var reply = await taking;
            if (reply.Status == TakeCallStatus.Allowed && request.Quotas.Count > 0)
            {
                await scripts.GiveBackAsync(
                    request.AgentId, [.. request.Quotas.Zip(reply.Counters, (quota, held) => (quota.Counter, held.Rebuild, held.Slot))]);
            }
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            // Whether Redis charged the call is not known: at worst a unit is lost.
        }
    }

    private void Degrade(Exception exception)
    {
        if (outage.TryBegin())
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
                await TakeFromRedisAsync(Probe, reserved: null, stopping);
                await rebuilder.MoveLocalChargesAsync(stopping);
                metrics.Restored();
                Log.Restored(log);
                outage.End();
                // What was charged meanwhile; with one replica the next call for the counter would add it.
                await rebuilder.MoveLocalChargesAsync(stopping);
                return;
            }
            catch (Exception exception) when (Outage.IsOne(exception) || stopping.IsCancellationRequested)
            {
                // Redis is still not available, or this process stops: the loop's condition decides.
                if (outage.IsOver)
                {
                    return;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Redis does not answer ({Reason}); until it does, limits use the local share, 1 of {Replicas}.")]
        public static partial void Degraded(ILogger logger, string reason, int replicas);

        [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again; all replicas share their limits.")]
        public static partial void Restored(ILogger logger);
    }
}
