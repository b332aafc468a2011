using FourRunr.Hosting.Caching;
using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Accounts in this process, guarded by one lock: each step is a few dictionary look-ups. Memory is bounded by the accounts whose windows hold
/// something, and by the calls of the last minutes.
/// </summary>
internal sealed class InProcessBudgetLedger : IBudgetLedger, IDisposable
{
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly LocalAccounts _accounts = new();
    private readonly SingleFlight<string> _rebuilds = new();
    private readonly ISpendHistory _history;
    private readonly IBudgetAlerts _alerts;
    private readonly BudgetMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly SteadyClock _steady;
    private readonly ITimer _sweeper;

    public InProcessBudgetLedger(ISpendHistory history, IBudgetAlerts alerts, BudgetMetrics metrics, TimeProvider clock)
    {
        (_history, _alerts, _metrics, _clock) = (history, alerts, metrics, clock);
        _steady = new SteadyClock(clock);
        _sweeper = clock.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>How many accounts and calls are held.</summary>
    public (int Accounts, int Calls) Count
    {
        get
        {
            lock (_gate)
            {
                return (_accounts.Count, _accounts.Calls);
            }
        }
    }

    public async ValueTask<ReserveOutcome> ReserveAsync(
        string callId, IReadOnlyList<Budget> budgets, SpendAmount hold, TimeSpan deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReserveOutcome? outcome = null;
            List<BudgetCrossing> crossed = [];
            Budget? unknown;
            lock (_gate)
            {
                var now = Now();
                _accounts.Lapse(now, crossed);
                unknown = _accounts.FirstUnknown(budgets);
                if (_accounts.Knows(callId))
                {
                    (outcome, unknown) = (new ReserveOutcome.Duplicate(), null);
                }
                else if (unknown is null)
                {
                    outcome = _accounts.Reserve(callId, budgets, hold, deadline, now, crossed);
                }
            }

            await _alerts.RaiseAsync(crossed);
            if (outcome is not null)
            {
                _metrics.Observe(outcome);
                return outcome;
            }

            if (unknown is not null)
            {
                await RebuildAsync(unknown, cancellationToken);
            }
        }
    }

    public async ValueTask SettleAsync(BudgetReservation reservation, SpendAmount actual)
    {
        if (!reservation.TryEnd())
        {
            return;
        }

        List<BudgetCrossing> crossed = [];
        IReadOnlyList<AccountState> states;
        lock (_gate)
        {
            var now = Now();
            _accounts.Lapse(now, crossed);
            states = _accounts.Settle(reservation, actual, now, crossed);
        }

        _metrics.Observe(states);
        await _alerts.RaiseAsync(crossed);
    }

    public void Recorded(BudgetReservation reservation)
    {
        // Accounts of this process are not lost before it ends.
    }

    public async Task<IReadOnlyList<BudgetStatus>> ReadAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        while (true)
        {
            Budget? unknown;
            lock (_gate)
            {
                unknown = _accounts.FirstUnknown(budgets);
                if (unknown is null)
                {
                    var now = Now();
                    return [.. budgets.Select(budget => _accounts.Read(budget, now))];
                }
            }

            await RebuildAsync(unknown, cancellationToken);
        }
    }

    public Task<IReadOnlyList<BudgetStatus>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_accounts.List(Now()));
        }
    }

    public void Dispose() => _sweeper.Dispose();

    private Task RebuildAsync(Budget budget, CancellationToken cancellationToken) =>
        _rebuilds.RunAsync(budget.StateKey, async () =>
        {
            var began = Now();
            var history = await _history.ReadAsync(budget, began);
            List<BudgetCrossing> crossed = [];
            lock (_gate)
            {
                _accounts.Rebuild(budget, history, began, crossed);
            }

            // The process before this one may have ended before it told them.
            await _alerts.RaiseAsync(crossed);
        }, cancellationToken);

    private void Sweep()
    {
        List<BudgetCrossing> crossed = [];
        lock (_gate)
        {
            var now = Now();
            _accounts.Lapse(now, crossed);
            _accounts.Sweep(now);
        }

        _ = _alerts.RaiseAsync(crossed).AsTask();
    }

    private long Now() => _steady.Observe(_clock.GetUtcNow().ToUnixTimeMilliseconds());
}
