using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// Budgets as this replica last saw them, by policy and budget: the accounts of one budget are added up, those that it did not see in this window
/// are left out. At most <see cref="MostBudgets"/> budgets have a label of their own; all others share <c>other</c>.
/// </summary>
internal sealed class BudgetMetrics : IOutageMetrics
{
    public const int MostBudgets = 200;
    private const int MostAccounts = 10_000;
    private const string Other = "other";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Seen> _accounts = new(StringComparer.Ordinal);
    private readonly HashSet<(string Policy, string Budget)> _labels = [];
    private readonly Counter<long> _refused;
    private readonly TimeProvider _clock;
    private int _degraded;

    public BudgetMetrics(GatewayMeter gateway, TimeProvider clock)
    {
        _clock = clock;
        var meter = gateway.Meter;
        _refused = meter.CreateCounter<long>("gateway_budget_refused");
        meter.CreateObservableGauge("gateway_budget_spent_microusd", () => Measure(state => state.Spent));
        meter.CreateObservableGauge("gateway_budget_held_microusd", () => Measure(state => state.Held));
        meter.CreateObservableGauge("gateway_budget_limit_microusd", () => Measure(state => state.Budget.Limit));
        meter.CreateObservableGauge("gateway_budget_overrun_microusd", () => Measure(state => state.Overrun));
        meter.CreateObservableGauge("gateway_budgets_degraded", () => Volatile.Read(ref _degraded));
    }

    public void Observe(ReserveOutcome outcome)
    {
        var reason = outcome switch
        {
            ReserveOutcome.Short { IsSpent: true } => "exceeded",
            ReserveOutcome.Short => "busy",
            ReserveOutcome.Duplicate => "duplicate",
            _ => null,
        };
        if (reason is not null)
        {
            _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>Redis is away, and this replica's share has too little left.</summary>
    public void RefusedByShare() => _refused.Add(1, new KeyValuePair<string, object?>("reason", "unavailable"));

    public void Observe(IReadOnlyList<AccountState> states)
    {
        foreach (var state in states)
        {
            if (state.Budget.Unit == BudgetUnit.Usd)
            {
                Observe(state);
            }
        }
    }

    public void Degraded() => Volatile.Write(ref _degraded, 1);

    public void Restored() => Volatile.Write(ref _degraded, 0);

    private void Observe(AccountState state)
    {
        var source = state.Budget.Source;
        lock (_gate)
        {
            var label = (source.PolicyId, state.Budget.Name);
            if (!_labels.Contains(label) && (_labels.Count >= MostBudgets || !_labels.Add(label)))
            {
                label = (Other, Other);
            }

            if (_accounts.Count < MostAccounts || _accounts.ContainsKey(state.Budget.StateKey))
            {
                _accounts[state.Budget.StateKey] = new Seen(label, state, state.ResetsAt);
            }
        }
    }

    private IReadOnlyList<Measurement<long>> Measure(Func<AccountState, long> amount)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var (key, seen) in _accounts)
            {
                if (seen.Until <= now)
                {
                    _accounts.Remove(key);
                }
            }

            return
            [
                .. _accounts.Values.GroupBy(seen => seen.Label).Select(some => new Measurement<long>(
                    some.Sum(seen => amount(seen.State)), new("policy", some.Key.Policy), new("budget", some.Key.Budget))),
            ];
        }
    }

    private sealed record Seen((string Policy, string Budget) Label, AccountState State, long Until);
}
