using System.Diagnostics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Spending;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Accounts in Redis, shared by all replicas: one script, one round trip, Redis' own clock. If Redis does not answer in time, this replica goes by its
/// share of what was left. From then on only a background probe asks Redis, so no call waits for it until it is back; then Redis is told of everything
/// that it does not know.
/// </summary>
internal sealed class RedisBudgetLedger(
    BudgetScripts scripts,
    OwnCallRegistry own,
    BudgetShareLimiter shares,
    BudgetRebuilder rebuilder,
    BudgetReader reader,
    BudgetRedisProbe probe,
    RedisClock clock,
    LocalShare replicas,
    RedisCrossings crossings,
    BudgetMetrics metrics,
    IOptions<LimitOptions> options,
    TimeProvider time) : IBudgetLedger
{
    internal const string Dependency = "Redis";

    /// <summary>An account is rebuilt in one or two rounds; more means that Redis keeps losing it.</summary>
    private const int MostRounds = 10;

    public bool IsDegraded => probe.IsDegraded;

    public async ValueTask<ReserveOutcome> ReserveAsync(
        string callId, IReadOnlyList<Budget> budgets, SpendAmount hold, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var outcome = await ReserveAsync(new BudgetRequest(callId, budgets, hold, deadline, clock.Now), cancellationToken);
        metrics.Observe(outcome);
        return outcome;
    }

    public async ValueTask SettleAsync(BudgetReservation reservation, SpendAmount actual)
    {
        if (reservation.TryEnd() && own.End(reservation, actual) is { } ended)
        {
            await TellAsync(ended);
        }
    }

    public void Recorded(BudgetReservation reservation) => own.Recorded(reservation.CallId);

    public Task<IReadOnlyList<BudgetStatus>> ReadAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken) =>
        ReadAsync(() => reader.ReadAsync(budgets, cancellationToken));

    public Task<IReadOnlyList<BudgetStatus>> ListAsync(CancellationToken cancellationToken) => ReadAsync(reader.ListAsync);

    private async ValueTask<ReserveOutcome> ReserveAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return replicas.Replicas > 1 && probe.Outage.IsSettling
                    ? await ReserveInBothAsync(request, cancellationToken)
                    : await ReserveInRedisAsync(request, share: null, cancellationToken);
            }
            catch (Exception exception) when (Outage.IsOne(exception))
            {
                probe.Degrade(exception);
            }
        }

        return await ReserveInShareAsync(request, cancellationToken);
    }

    private async Task<ReserveOutcome> ReserveInRedisAsync(BudgetRequest request, ShareHold? share, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reply = await AskAsync(request, cancellationToken);
            switch (reply.Status)
            {
                case ReserveStatus.NotReady:
                    await rebuilder.PrepareAsync(request.Budgets, reply, cancellationToken);
                    reader.RegisterAgain(request.Budgets);
                    break;
                case ReserveStatus.OtherWindow:
                    request = request with { Now = reply.Now };
                    break;
                case ReserveStatus.Duplicate:
                    return new ReserveOutcome.Duplicate();
                default:
                    ReserveOutcome outcome = reply.Status == ReserveStatus.Granted
                        ? Granted(request, reply, share)
                        : ReserveOutcome.ShortOf(reply.States, [.. request.Budgets.Select(budget => request.Hold.In(budget.Unit))]);
                    reader.Register(request.Budgets);
                    await crossings.RaiseAsync(reply.Crossings);
                    return outcome;
            }
        }

        throw new DependencyUnavailableException(Dependency);
    }

    private async Task<ReserveReply> AskAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        using var span = GatewayTraces.Source.StartActivity("redis reserve_budget", ActivityKind.Client);
        span?.SetTag("db.system.name", "redis");
        var asking = scripts.ReserveAsync(request, own.Believed(request.Budgets));
        try
        {
            return await asking.WaitAsync(options.Value.RedisTimeout, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The call does not go on: whatever Redis holds for it is released.
            await AbandonAsync(request);
            throw;
        }
    }

    private ReserveOutcome.Granted Granted(BudgetRequest request, ReserveReply reply, ShareHold? share)
    {
        var reservation = Reservation(request, reply.Now, reply.Deadline);
        own.AddHeld(reservation, reply, share?.Shares);
        return new ReserveOutcome.Granted(reservation, [.. reply.States.Select(state => state.RoomFor(0))]) { IsDegraded = share is not null };
    }

    /// <summary>Another replica may not have told Redis of its calls yet, so the local share must have room too.</summary>
    private async Task<ReserveOutcome> ReserveInBothAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        await rebuilder.EnsureSharesAsync(request.Budgets, cancellationToken);
        if (shares.TryHold(now => Reservation(request, now), isUntold: false) is not { } share)
        {
            throw BeyondShare();
        }

        var isHeld = false;
        try
        {
            var outcome = await ReserveInRedisAsync(request, share, cancellationToken);
            isHeld = outcome is ReserveOutcome.Granted;
            return outcome;
        }
        finally
        {
            if (!isHeld)
            {
                shares.Return(share);
            }
        }
    }

    private async Task<ReserveOutcome> ReserveInShareAsync(BudgetRequest request, CancellationToken cancellationToken)
    {
        if (own.Knows(request.CallId))
        {
            return new ReserveOutcome.Duplicate();
        }

        var isHeld = false;
        try
        {
            if (replicas.Replicas > 1 && probe.Outage.IsPausing)
            {
                throw BeyondShare();
            }

            await rebuilder.EnsureSharesAsync(request.Budgets, cancellationToken);
            if (shares.TryHold(now => Reservation(request, now), isUntold: true) is not { } share)
            {
                throw BeyondShare();
            }

            isHeld = true;
            return new ReserveOutcome.Granted(share.Reservation, share.Left) { IsDegraded = true };
        }
        finally
        {
            if (!isHeld)
            {
                await AbandonAsync(request);
            }
        }
    }

    /// <summary>Redis was asked, but whether it holds anything for the call is not known: it is told that the call has ended without cost.</summary>
    private ValueTask AbandonAsync(BudgetRequest request) =>
        // A call that is known was asked for a second time.
        !own.Knows(request.CallId) && own.End(Reservation(request, clock.Now), default) is { } ended ? TellAsync(ended) : ValueTask.CompletedTask;

    private async ValueTask TellAsync(OwnCallState ended)
    {
        if (IsDegraded)
        {
            own.Untold(ended.Reservation.CallId);
            return;
        }

        try
        {
            var reply = await rebuilder.TellAsync(ended);
            metrics.Observe([.. reply.Accounts.Where(account => account.Rebuild is not null).Select(account => account.State)]);
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            own.Untold(ended.Reservation.CallId);
            probe.Degrade(exception);
        }
    }

    private async Task<IReadOnlyList<BudgetStatus>> ReadAsync(Func<Task<IReadOnlyList<BudgetStatus>>> read)
    {
        if (IsDegraded)
        {
            throw new DependencyUnavailableException(Dependency);
        }

        try
        {
            return await read();
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }

    private DependencyUnavailableException BeyondShare()
    {
        metrics.RefusedByShare();
        return new DependencyUnavailableException(Dependency);
    }

    private static BudgetReservation Reservation(BudgetRequest request, long now, long? deadline = null) => new(
        request.CallId, request.Budgets, request.Hold, DateTimeOffset.FromUnixTimeMilliseconds(now),
        DateTimeOffset.FromUnixTimeMilliseconds(deadline ?? (now + (long)request.Deadline.TotalMilliseconds)));
}
