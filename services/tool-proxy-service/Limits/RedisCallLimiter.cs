using System.Diagnostics;
using FourRunr.Hosting.Telemetry;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Limits;

/// <summary>
/// Buckets and counters in Redis, shared by all replicas: one script, one round trip, Redis' own clock. If Redis does not answer a call in
/// time, all calls switch to the local share. From then on only a background probe asks Redis, so no call waits for it until it is back.
/// </summary>
internal sealed class RedisCallLimiter(
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
    ILogger<RedisCallLimiter> log) : OutageProbe("limits", outage, share, metrics, options, clock, log), ICallLimiter
{
    internal const string Dependency = "Redis";

    /// <summary>A counter is rebuilt in one or two rounds; more means that Redis keeps losing it.</summary>
    private const int MostRounds = 10;

    /// <summary>Takes from a bucket that belongs to no agent.</summary>
    private static readonly LimitRequest Probe = new("probe", RateLimit.Default, []);

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
                await scripts.GiveBackAsync(agentId, inRedis).WaitAsync(Options.RedisTimeout, Clock);
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

    /// <summary>Also loads the script.</summary>
    protected override Task AskAsync(CancellationToken cancellationToken) => TakeFromRedisAsync(Probe, reserved: null, cancellationToken);

    /// <summary>With one replica the next call for the counter would add what was charged meanwhile.</summary>
    protected override Task TellAsync(CancellationToken cancellationToken) => rebuilder.MoveLocalChargesAsync(cancellationToken);

    private bool MustKeepToShare => Share.Replicas > 1 && Outage.IsSettling;

    private async Task<LimitOutcome> TakeFromRedisAsync(
        LimitRequest request, IReadOnlyList<ShareUnit>? reserved, CancellationToken cancellationToken)
    {
        var permitTaken = false;
        for (var round = 0; round < MostRounds; round++)
        {
            using var span = GatewayTraces.Source.StartActivity("redis take_call", ActivityKind.Client);
            span?.SetTag("db.system.name", "redis");
            var (asked, stamp) = (ledgers.Now, Clock.GetTimestamp());
            var taking = scripts.TakeAsync(request, ledgers.Believed(request), permitTaken, ledgers.Redis.Latest);
            TakeCallReply reply;
            try
            {
                reply = await taking.WaitAsync(Options.RedisTimeout, Clock, cancellationToken);
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                _ = ReturnLateAsync(request, taking);
                throw;
            }

            ledgers.Redis.Observe(reply.Wall, stamp);
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
            new LimitRequest(request.AgentId, Share.Of(request.RateLimit), Quotas: []), cancellationToken);
        outcome = outcome with { Degraded = true, TakenAt = DateTimeOffset.FromUnixTimeMilliseconds(ledgers.Redis.Now) };
        if (!outcome.Allowed || request.Quotas.Count == 0)
        {
            return outcome;
        }

        if (Share.Replicas > 1 && Outage.IsPausing)
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
}
