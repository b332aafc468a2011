using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

public sealed class BudgetMetricsTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    [Theory, BothBackends]
    public async Task Gauges_SettledCalls_AreAddedUpByBudget(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var policy = TestBudgets.NewPolicy();
        var budget = TestBudgets.Usd(policy, "1.00");
        var otherAgents = TestBudgets.Of(policy, budget.Source.Budget, "agt_other");
        using var spent = Collect(ledger, "gateway_budget_spent_microusd");
        using var limit = Collect(ledger, "gateway_budget_limit_microusd");
        using var overrun = Collect(ledger, "gateway_budget_overrun_microusd");
        using var held = Collect(ledger, "gateway_budget_held_microusd");

        await ledger.HoldAsync(Cent, budget);
        await ledger.CallAsync(Cent, new(12_000, 0), budget);
        await ledger.CallAsync(Cent, new(3_000, 0), otherAgents);

        Assert.Equal((15_000, 2_000_000, 2_000, 10_000), (Read(spent), Read(limit), Read(overrun), Read(held)));
        Assert.Equal((policy, "research"), (spent.LastMeasurement?.Tags["policy"], spent.LastMeasurement?.Tags["budget"]));
    }

    [Theory, BothBackends]
    public async Task Refused_ByReason_IsCounted(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.01");
        using var refused = Collect(ledger, "gateway_budget_refused");

        var held = await ledger.HoldAsync(Cent, budget);
        await ledger.ReserveAsync(Cent, budget);
        await ledger.Ledger.ReserveAsync(held.CallId, [budget], Cent, TimeSpan.FromMinutes(1), CancellationToken.None);
        await ledger.EndAsync(held, Cent);
        await ledger.ReserveAsync(Cent, budget);

        Assert.Equal(["busy", "duplicate", "exceeded"], refused.GetMeasurementSnapshot().Select(measured => measured.Tags["reason"]));
    }

    [Fact]
    public async Task Gauges_MoreBudgetsThanLabels_ShareOne()
    {
        await using var ledger = TestLedger.Create(Backend.Embedded);
        using var spent = Collect(ledger, "gateway_budget_spent_microusd");
        for (var i = 0; i < BudgetMetrics.MostBudgets + 50; i++)
        {
            await ledger.CallAsync(Cent, Cent, TestBudgets.Usd($"pol_{i}", "1.00"));
        }

        spent.RecordObservableInstruments();
        var measured = spent.GetMeasurementSnapshot();
        Assert.Equal(BudgetMetrics.MostBudgets + 1, measured.Count);
        Assert.Equal(50 * 10_000, Assert.Single(measured, one => Equals(one.Tags["policy"], "other")).Value);
    }

    private static MetricCollector<long> Collect(TestLedger ledger, string instrument)
    {
        ledger.Part<BudgetMetrics>();
        return new MetricCollector<long>(ledger.Meters, "test", instrument);
    }

    private static long Read(MetricCollector<long> gauge)
    {
        gauge.RecordObservableInstruments();
        return gauge.LastMeasurement?.Value ?? 0;
    }
}
