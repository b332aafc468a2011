using FourRunr.Testing;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Which thresholds the ledgers say are reached, and how often.</summary>
public sealed class BudgetAlertCrossingTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly string _policy = TestBudgets.NewPolicy();

    [Theory, BothBackends]
    public async Task Settle_ManyCallsAtOnceOverTwoReplicas_EachThresholdOnce(Backend backend)
    {
        await using var one = TestLedger.Create(backend);
        await using var other = backend == Backend.Cluster ? one.Beside() : null;
        var budget = TestBudgets.Usd(_policy, "1.00", alerts: [50, 80, 100]);

        await Task.WhenAll(Enumerable.Range(0, 79).Select(i => Task.Run(() => (i % 2 == 0 ? one : other ?? one).CallAsync(Cent, Cent, budget))));
        Assert.Equal([50], one.Alerts.Percents);
        var crossing = one.Alerts.Raised.Single();
        Assert.Equal((500_000, budget.Account), (crossing.Spent, crossing.Budget.Account));

        await Task.WhenAll(Enumerable.Range(0, 21).Select(i => Task.Run(() => (i % 2 == 0 ? one : other ?? one).CallAsync(Cent, Cent, budget))));
        Assert.Equal([50, 80, 100], one.Alerts.Percents.Order());
    }

    [Theory, BothBackends]
    public async Task Settle_NextWindow_TellsAgain(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.01", TestBudgets.Day("UTC"), alerts: [50]);
        await ledger.CallAsync(Cent, Cent, budget);
        ledger.Pass(TimeSpan.FromDays(1));
        await ledger.CallAsync(Cent, Cent, budget);

        Assert.Equal([50, 50], ledger.Alerts.Percents);
        Assert.Equal(2, ledger.Alerts.Raised.Select(crossing => crossing.Stretch.Start).Distinct().Count());
    }

    [Theory, BothBackends]
    public async Task Settle_SlidingWindowThatStaysFull_TellsOnceForEachLengthOfIt(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "1.00", TestBudgets.Sliding("1h"), alerts: [2]);
        for (var i = 0; i < 36; i++)
        {
            await ledger.CallAsync(Cent, Cent, budget);
            ledger.Pass(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(3, ledger.Alerts.Raised.Count);
    }

    [Theory, BothBackends]
    public async Task Reserve_LostCallTakenForSpent_ReachesTheThresholdToo(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.02", alerts: [50]);
        await ledger.HoldAsync(Cent, budget);
        Assert.Empty(ledger.Alerts.Raised);

        ledger.Pass(TimeSpan.FromMinutes(11));
        await ledger.ReserveAsync(new(1, 0), budget);

        Assert.Equal([50], ledger.Alerts.Percents);
    }

    [Theory, BothBackends]
    public async Task Settle_BelowTheThreshold_TellsNothing(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.02", alerts: [50, 100]);

        await ledger.CallAsync(Cent, new(9_999, 0), budget);

        Assert.Empty(ledger.Alerts.Raised);
    }
}
