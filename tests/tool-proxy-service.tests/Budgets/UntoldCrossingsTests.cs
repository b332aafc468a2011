using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Budgets.Alerts;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>A process ends between reaching a threshold and storing its alert, or cannot store it.</summary>
public sealed class UntoldCrossingsTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.02", TestBudgets.Day("UTC"), alerts: [50, 90]);

    [Fact]
    public async Task Settle_ProcessEndsBeforeTheAlertIsStored_AnotherTellsIt()
    {
        await using var dying = TestLedger.Create(Backend.Cluster);
        await DieAsync(dying);
        await using var other = Other(dying);

        await RaiseAsync(other);
        Assert.Empty(other.Alerts.Raised);
        other.Pass(TimeSpan.FromSeconds(11));
        await RaiseAsync(other);

        var told = Assert.Single(other.Alerts.Raised);
        Assert.Equal((50, 10_000, _budget.Account, TestLedger.Past.Date), (told.Percent, told.Spent, told.Budget.Account, Day(told)));
        await RaiseAsync(other);
        Assert.Single(other.Alerts.Raised);
    }

    /// <summary>Its window has ended meanwhile; it is told as of when it was reached.</summary>
    [Fact]
    public async Task Settle_NobodyLooksBeforeTheNextWindow_ItIsToldAllTheSame()
    {
        await using var dying = TestLedger.Create(Backend.Cluster);
        await DieAsync(dying);
        await using var other = Other(dying);
        other.Pass(TimeSpan.FromDays(1));

        await RaiseAsync(other);

        Assert.Equal(TestLedger.Past.Date, Day(Assert.Single(other.Alerts.Raised)));
    }

    [Fact]
    public async Task Settle_AlertCannotBeStored_StaysUntoldUntilItIs()
    {
        await using var ledger = TestLedger.Create(Backend.Cluster);
        ledger.Alerts.IsAway = true;
        await ledger.CallAsync(Cent, Cent, _budget);
        ledger.Pass(TimeSpan.FromSeconds(11));
        await RaiseAsync(ledger);

        ledger.Alerts.IsAway = false;
        await RaiseAsync(ledger);

        Assert.Equal([50], ledger.Alerts.Percents);
    }

    [Fact]
    public async Task Settle_AlertIsStored_NothingStaysUntold()
    {
        await using var ledger = TestLedger.Create(Backend.Cluster);

        await ledger.CallAsync(new(20_000, 0), new(20_000, 0), _budget);

        await Eventually.TrueAsync(async () => await ledger.Redis.HashLengthAsync(BudgetKeys.Untold) == 0, "all are told");
        Assert.Equal([50, 90], ledger.Alerts.Percents.Order());
    }

    [Fact]
    public async Task InProcess_ProcessEndsBeforeTheAlertIsStored_TheNextTellsItWhenTheAccountIsLookedAt()
    {
        await using var dying = TestLedger.Create(Backend.Embedded);
        var reservation = await dying.HoldAsync(Cent, _budget);
        dying.History.Record(reservation, Cent);
        dying.Alerts.Dies = true;
        await Assert.ThrowsAsync<ProcessEndedException>(async () => await dying.Ledger.SettleAsync(reservation, Cent));
        await using var next = TestLedger.Create(Backend.Embedded, dying.History);

        await next.ReadAsync(_budget);

        Assert.Equal([50], next.Alerts.Percents);
    }

    [Fact]
    public async Task Crossing_FoundAgain_HasTheSameAlert()
    {
        await using var dying = TestLedger.Create(Backend.Cluster);
        await DieAsync(dying);
        await using var other = Other(dying);
        other.Pass(TimeSpan.FromMinutes(3));
        await RaiseAsync(other);
        var stretch = _budget.Window.StretchAt(TestLedger.Past.ToUnixTimeMilliseconds());

        Assert.Equal(
            BudgetAlertBody.IdOf(new BudgetCrossing(_budget, 50, stretch, Spent: 1, At: TestLedger.Past.ToUnixTimeMilliseconds())),
            BudgetAlertBody.IdOf(other.Alerts.Raised.Single()));
    }

    private async Task DieAsync(TestLedger ledger)
    {
        var reservation = await ledger.HoldAsync(Cent, _budget);
        ledger.Alerts.Dies = true;
        await Assert.ThrowsAsync<ProcessEndedException>(async () => await ledger.Ledger.SettleAsync(reservation, Cent));
    }

    /// <summary>Another process on the same Redis and clock, with alerts that work.</summary>
    private static TestLedger Other(TestLedger ledger) => ledger.Beside(new TestAlerts());

    private static DateTime Day(BudgetCrossing crossing) => DateTimeOffset.FromUnixTimeMilliseconds(crossing.Stretch.Start).UtcDateTime;

    private static Task RaiseAsync(TestLedger ledger) => ledger.Part<UntoldCrossings>().RaiseAsync();
}
