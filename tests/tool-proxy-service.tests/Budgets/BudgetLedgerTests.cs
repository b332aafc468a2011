using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>One promise after the other, on both backends.</summary>
public sealed class BudgetLedgerTests
{
    private static readonly SpendAmount Cent = new(10_000, 100);

    private readonly string _policy = TestBudgets.NewPolicy();

    [Theory, BothBackends]
    public async Task Reserve_500AtOnceWithRoomFor100InOneOfThree_Exactly100AreGranted(Backend backend)
    {
        await using var one = TestLedger.Create(backend);
        await using var other = backend == Backend.Cluster ? one.Beside() : null;
        for (var round = 0; round < 20; round++)
        {
            var policy = $"{_policy}_{round}";
            Budget[] budgets = [TestBudgets.Usd(policy, "1.00"), TestBudgets.Usd(policy, "50", name: "team", per: "role"), TestBudgets.Tokens(policy, 1_000_000)];

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() =>
                (i % 2 == 0 ? one : other ?? one).ReserveAsync(Cent, budgets))));

            Assert.Equal(100, outcomes.OfType<ReserveOutcome.Granted>().Count());
            Assert.All(outcomes.OfType<ReserveOutcome.Short>(), refused => Assert.False(refused.IsSpent));
            Assert.Equal((0, 1_000_000), (await one.ReadAsync(budgets[0]) is var first ? (first.Spent, first.Held) : default));
            // All or none: the others hold no more than the granted calls.
            Assert.Equal(1_000_000, (await one.ReadAsync(budgets[1])).Held);
            Assert.Equal(10_000, (await one.ReadAsync(budgets[2])).Held);
        }
    }

    [Theory, BothBackends]
    public async Task Reserve_Granted_SaysWhatIsLeftAndWhenItResets(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        Budget[] budgets = [TestBudgets.Usd(_policy, "1.00"), TestBudgets.Tokens(_policy, 1000, TestBudgets.Sliding("1h"))];

        var granted = Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, budgets));

        Assert.Equal([990_000, 900], granted.Left.Select(room => room.Left));
        Assert.Equal(new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero), granted.Left[0].ResetsAt);
        Assert.InRange(granted.Left[1].ResetsAt - granted.Reservation.ReservedAt, TimeSpan.FromHours(1), TimeSpan.FromMinutes(61));
        Assert.Equal(TimeSpan.FromMinutes(10), granted.Reservation.Deadline - granted.Reservation.ReservedAt);
        Assert.False(granted.IsDegraded);
    }

    [Theory, BothBackends]
    public async Task Reserve_SettledSpendingLeavesNoRoom_IsSpent(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.05");
        await ledger.CallAsync(new(50_000, 0), new(45_000, 0), budget);

        var refused = Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget));

        Assert.True(refused.IsSpent);
        Assert.Equal(5_000, refused.By.Left);
        Assert.Equal(new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero), refused.By.ResetsAt);
        Assert.Equal(TimeSpan.Zero, refused.RetryAfter);
        // What is left can be had.
        Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(new(5_000, 0), budget));
    }

    [Theory, BothBackends]
    public async Task Reserve_OnlyHoldsInTheWay_IsBusyAndSoonFree(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.05");
        var held = await ledger.HoldAsync(new(45_000, 0), budget);

        var refused = Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget));
        Assert.False(refused.IsSpent);
        Assert.Equal(5_000, refused.By.Left);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        await ledger.Ledger.ReleaseAsync(held);
        Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, budget));
        Assert.Equal((0, 10_000), await ledger.SpentAndHeldAsync(budget));
    }

    [Theory, BothBackends]
    public async Task Reserve_OneSpentAndOneBusy_TheSpentOneIsNamed(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var (busy, spent) = (TestBudgets.Tokens(_policy, 100), TestBudgets.Usd(_policy, "0.05"));
        await ledger.HoldAsync(new(0, 100), busy);
        await ledger.CallAsync(new(50_000, 0), new(50_000, 0), spent);

        var refused = Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, busy, spent));

        Assert.Equal((true, spent.Account), (refused.IsSpent, refused.By.Budget.Account));
        Assert.Equal([0, 0], refused.Left.Select(room => room.Left));
    }

    [Theory, BothBackends]
    public async Task Reserve_KnownCallId_IsRefused(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "1");
        var held = await ledger.HoldAsync(Cent, budget);

        Assert.IsType<ReserveOutcome.Duplicate>(await AgainAsync());
        await ledger.EndAsync(held, Cent);
        Assert.IsType<ReserveOutcome.Duplicate>(await AgainAsync());

        Assert.Equal((10_000, 0), await ledger.SpentAndHeldAsync(budget));

        async Task<ReserveOutcome> AgainAsync() =>
            await ledger.Ledger.ReserveAsync(held.CallId, [budget], Cent, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [Theory, BothBackends]
    public async Task Settle_Twice_CountsOnce(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "1");
        var held = await ledger.HoldAsync(Cent, budget);
        // As a process has it that was started again.
        var same = new BudgetReservation(held.CallId, held.Budgets, held.Hold, held.ReservedAt, held.Deadline);

        await ledger.Ledger.SettleAsync(held, new(4_000, 0));
        await ledger.Ledger.SettleAsync(held, new(5_000, 0));
        await ledger.Ledger.SettleAsync(same, new(6_000, 0));

        Assert.Equal((4_000, 0), await ledger.SpentAndHeldAsync(budget));
    }

    [Theory, BothBackends]
    public async Task Settle_AboveItsHold_CountsInFullAndAsOverrun(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.05");
        var held = await ledger.HoldAsync(Cent, budget);

        await ledger.EndAsync(held, new(70_000, 0));

        var state = await ledger.ReadAsync(budget);
        Assert.Equal((70_000, 0, 60_000, 0), (state.Spent, state.Held, state.Overrun, state.Left));
        Assert.True(Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(new(1, 0), budget)).IsSpent);
    }

    [Theory, BothBackends]
    public async Task Settle_LargestAmounts_AreExact(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var (usd, tokens) = (TestBudgets.Usd(_policy, "1000000000"), TestBudgets.Tokens(_policy, Budget.MostExact));
        var most = new SpendAmount(1_000_000_000_000_000 - 1, Budget.MostExact - 1);

        await ledger.CallAsync(most, most, usd, tokens);

        Assert.Equal((most.Microusd, 1), (await ledger.ReadAsync(usd) is var first ? (first.Spent, first.Left) : default));
        Assert.Equal((most.Tokens, 1), (await ledger.ReadAsync(tokens) is var second ? (second.Spent, second.Left) : default));
        Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(new(2, 0), usd, tokens));
        Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(new(1, 1), usd, tokens));
    }

    [Theory, BothBackends]
    public async Task Deadline_Passed_HoldIsTakenForSpentUntilALateSettle(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(_policy, "0.05");
        var lost = await ledger.HoldAsync(new(45_000, 0), budget);

        ledger.Pass(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(5));
        Assert.False(Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget)).IsSpent);
        ledger.Pass(TimeSpan.FromSeconds(6));
        Assert.True(Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget)).IsSpent);
        Assert.Equal((45_000, 0), await ledger.SpentAndHeldAsync(budget));

        await ledger.EndAsync(lost, new(15_000, 0));
        Assert.Equal((15_000, 0), await ledger.SpentAndHeldAsync(budget));
        Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, budget));
    }

    [Theory, BothBackends]
    public async Task Budget_LimitChanged_WhatWasSpentStays(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        await ledger.CallAsync(new(40_000, 0), new(40_000, 0), TestBudgets.Usd(_policy, "0.05"));

        Assert.Equal(60_000, (await ledger.ReadAsync(TestBudgets.Usd(_policy, "0.10"))).Left);
        Assert.True(Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, TestBudgets.Usd(_policy, "0.04"))).IsSpent);
    }

    [Theory, BothBackends]
    public async Task Budget_WindowChanged_IsRebuiltFromTheHistory(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        await ledger.CallAsync(new(40_000, 0), new(30_000, 0), TestBudgets.Usd(_policy, "0.05"));

        var state = await ledger.ReadAsync(TestBudgets.Usd(_policy, "0.05", TestBudgets.Sliding("24h")));

        Assert.Equal((30_000, 0), (state.Spent, state.Held));
    }

    [Theory, BothBackends]
    public async Task Account_UnknownAtFirst_StartsWithWhatIsOnRecord(Backend backend)
    {
        var history = new TestSpendHistory();
        var budget = TestBudgets.Usd(_policy, "0.10");
        BudgetReservation lost;
        await using (var earlier = TestLedger.Create(backend, history))
        {
            await earlier.CallAsync(Cent, new(8_000, 0), budget);
            lost = await earlier.HoldAsync(new(50_000, 0), budget);
            history.Record(lost);
        }

        await using var ledger = TestLedger.Create(backend, history);
        Assert.Equal((8_000, 50_000), await ledger.SpentAndHeldAsync(budget));
        Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(new(50_000, 0), budget));

        // Somebody finds out what the lost call did cost.
        await ledger.Ledger.SettleAsync(lost, new(20_000, 0));
        Assert.Equal((28_000, 0), await ledger.SpentAndHeldAsync(budget));
    }

    [Theory, BothBackends]
    public async Task List_ShowsWhatWasUsed(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        await ledger.CallAsync(Cent, Cent, TestBudgets.Usd(_policy, "25.00", TestBudgets.Day("America/Toronto")), TestBudgets.Tokens(_policy, 1000, per: "role"));

        IReadOnlyList<BudgetStatus> statuses = [];
        await Eventually.TrueAsync(async () => (statuses = await ledger.Ledger.ListAsync(CancellationToken.None)).Count == 2, "both accounts are listed");
        var shown = statuses.Select(status => status.ToResponse()).ToList();

        Assert.Equal([$"agent:{TestBudgets.Agent}", "role:researcher"], shown.Select(account => account.Holder));
        Assert.Equal(("25", "0.01", "0", "24.99"), (shown[0].Limit, shown[0].Spent, shown[0].Held, shown[0].Left));
        Assert.Equal(("1000", "100", "900", BudgetUnit.Tokens), (shown[1].Limit, shown[1].Spent, shown[1].Left, shown[1].Unit));
        Assert.Equal(new DateTimeOffset(2025, 6, 15, 4, 0, 0, TimeSpan.Zero), shown[0].WindowStart);
        Assert.Equal(new DateTimeOffset(2025, 6, 16, 4, 0, 0, TimeSpan.Zero), shown[0].ResetsAt);
    }
}
