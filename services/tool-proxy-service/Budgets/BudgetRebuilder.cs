using FourRunr.Hosting.Caching;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Completes accounts before they are used: rebuilds missing ones from the history, tells those that another replica rebuilt of this process's calls,
/// and fills local shares. One task at a time for each account. What is counted is told apart by call ids, so that nothing counts twice.
/// </summary>
internal sealed class BudgetRebuilder(
    BudgetScripts scripts,
    OwnCallRegistry own,
    RedisClock clock,
    ISpendHistory history,
    LocalShare replicas,
    BudgetOutage outage,
    RedisCrossings crossings,
    IOptions<LimitOptions> options,
    TimeProvider time)
{
    private const int AtOnce = 100;

    private readonly SingleFlight<string> _work = new();

    public async Task PrepareAsync(IReadOnlyList<Budget> budgets, ReserveReply reply, CancellationToken cancellationToken)
    {
        for (var i = 0; i < budgets.Count; i++)
        {
            var budget = budgets[i];
            var rebuild = reply.Accounts[i].Rebuild;
            switch (reply.Accounts[i].Readiness)
            {
                case AccountReadiness.Unknown:
                    await RebuildAsync(budget, cancellationToken);
                    break;
                case AccountReadiness.OtherRebuild:
                    await _work.RunAsync(budget.StateKey, () => JoinAsync(budget, rebuild), cancellationToken);
                    break;
            }
        }
    }

    /// <exception cref="DependencyUnavailableException">The history cannot be read.</exception>
    public Task RebuildAsync(Budget budget, CancellationToken cancellationToken) =>
        _work.RunAsync(budget.StateKey, () => SeedAsync(budget), cancellationToken);

    /// <summary>Tells Redis of all calls that it does not know as they are.</summary>
    public Task TellAsync() => TellAsync(own.NotTold());

    /// <summary>
    /// Tells Redis of all calls that are remembered, whatever it was told before: it may have lost it, and another replica may have rebuilt an account
    /// before the ends of these calls were on record.
    /// </summary>
    public Task TellAllAsync() => TellAsync(own.All());

    /// <summary>Tells Redis of one call, and operators of the thresholds that it makes spending reach.</summary>
    public async Task<SettleReply> TellAsync(OwnCallState state)
    {
        var telling = scripts.SettleAsync(state);
        SettleReply reply;
        try
        {
            reply = await InTimeAsync(telling);
        }
        catch (TimeoutException)
        {
            // Redis says a threshold once, even if it says so late.
            _ = RaiseLateAsync(telling);
            throw;
        }

        own.Told(state, reply);
        await crossings.RaiseAsync(reply.Crossings);
        return reply;
    }

    /// <summary>Reads what was left when Redis was lost, once for each account and outage.</summary>
    /// <exception cref="DependencyUnavailableException">The history cannot be read.</exception>
    public async Task EnsureSharesAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        foreach (var budget in budgets)
        {
            // Twice, because the first round may only have waited for other work on the account.
            for (var round = 0; round < 2 && !HasShare(budget); round++)
            {
                await _work.RunAsync(budget.StateKey, () => FillShareAsync(budget), cancellationToken);
            }
        }
    }

    private async Task SeedAsync(Budget budget)
    {
        // Taken before the history is read: what ends in between is told apart by its id.
        var mine = OwnCallsOf(budget);
        var now = clock.Now;
        var past = await history.ReadAsync(budget, now);
        var rebuild = Guid.NewGuid().ToString("N")[..16];
        if (await InTimeAsync(scripts.SeedAsync(budget, SeedOf(budget, rebuild, now, past, mine))))
        {
            lock (own.Gate)
            {
                foreach (var (call, charge, state) in mine)
                {
                    charge.HeldIn = rebuild;
                    charge.IsCurrent = call.Actual == state.Actual;
                }

                own.GetOrAdd(budget).Joined(rebuild);
            }
        }
    }

    private static AccountSeed SeedOf(Budget budget, string rebuild, long now, IReadOnlyList<ChargedCall> past, IReadOnlyList<OwnCallOf> mine)
    {
        var spent = new Dictionary<long, long>();
        var calls = new List<SeededCall>();
        var mineById = mine.Select(own => own.State.Reservation.CallId).ToHashSet(StringComparer.Ordinal);
        foreach (var call in past.Where(call => !mineById.Contains(call.CallId)))
        {
            var at = call.ReservedAt.ToUnixTimeMilliseconds();
            Add(call.CallId, budget.Window.SlotAt(at), call.Amount.In(budget.Unit), call.IsHold, at + BudgetMemory.Recent, at >= now - BudgetMemory.Recent, isOwn: false);
        }

        foreach (var (call, charge, state) in mine)
        {
            var amount = (state.Actual ?? state.Reservation.Hold).In(budget.Unit);
            Add(
                state.Reservation.CallId, charge.Slot, amount, state.Actual is null, state.Reservation.Deadline.ToUnixTimeMilliseconds(), isRecent: true, isOwn: true);
        }

        return new AccountSeed(rebuild, now, spent, calls);

        void Add(string callId, long slot, long amount, bool isHeld, long deadline, bool isRecent, bool isOwn)
        {
            if (slot < budget.Window.OldestAt(now))
            {
                return;
            }

            if (!isHeld && amount > 0)
            {
                spent[slot] = spent.GetValueOrDefault(slot) + amount;
            }

            if (isHeld || isRecent)
            {
                calls.Add(new SeededCall(callId, slot, amount, isHeld, deadline, isOwn));
            }
        }
    }

    private async Task JoinAsync(Budget budget, string rebuild)
    {
        await TellAsync([.. OwnCallsOf(budget).Where(call => call.Charge.HeldIn != rebuild || !call.Charge.IsCurrent).Select(call => call.State)]);
        lock (own.Gate)
        {
            own.GetOrAdd(budget).Joined(rebuild);
        }
    }

    private async Task FillShareAsync(Budget budget)
    {
        if (HasShare(budget))
        {
            return;
        }

        var share = new BudgetShare(replicas.Replicas, outage.Outage.Number);
        IReadOnlyList<OwnCallOf> mine;
        lock (own.Gate)
        {
            mine = OwnCallsOf(budget);
            own.GetOrAdd(budget).Share = share;
        }

        var past = await history.ReadAsync(budget, clock.Now);
        var mineById = mine.Select(call => call.State.Reservation.CallId).ToHashSet(StringComparer.Ordinal);
        lock (own.Gate)
        {
            share.Fill(
            [
                .. past.Where(call => !mineById.Contains(call.CallId))
                    .Select(call => (budget.Window.SlotAt(call.ReservedAt.ToUnixTimeMilliseconds()), call.Amount.In(budget.Unit))),
                .. mine.Select(call => (call.Charge.Slot, (call.State.Actual ?? call.State.Reservation.Hold).In(budget.Unit))),
            ]);
        }
    }

    private bool HasShare(Budget budget)
    {
        lock (own.Gate)
        {
            return own.Find(budget)?.Share is { IsReady: true } share && outage.Outage.Covers(share.Outage);
        }
    }

    private async Task TellAsync(IReadOnlyList<OwnCallState> states)
    {
        foreach (var some in states.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(TellAsync));
        }
    }

    private async Task RaiseLateAsync(Task<SettleReply> telling)
    {
        try
        {
            await crossings.RaiseAsync((await telling).Crossings);
        }
        catch (Exception exception) when (Outage.IsOne(exception))
        {
            // It never came.
        }
    }

    private OwnCallOf[] OwnCallsOf(Budget budget)
    {
        lock (own.Gate)
        {
            return [.. (own.Find(budget)?.Calls ?? []).Select(held => new OwnCallOf(held.Call, held.Charge, held.Call.State))];
        }
    }

    private Task<T> InTimeAsync<T>(Task<T> work) => work.WaitAsync(options.Value.RedisTimeout, time);

    private readonly record struct OwnCallOf(OwnCall Call, OwnCharge Charge, OwnCallState State);
}
