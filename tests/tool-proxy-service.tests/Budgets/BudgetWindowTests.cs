using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

public sealed class BudgetWindowTests
{
    private static readonly SpendAmount Cent = new(10_000, 100);

    [Theory]
    // An ordinary day.
    [InlineData("America/Toronto", "2026-06-10T15:00:00Z", "2026-06-10T04:00:00Z", 24)]
    // Clocks go on at 2:00, and back at 2:00.
    [InlineData("America/Toronto", "2026-03-08T15:00:00Z", "2026-03-08T05:00:00Z", 23)]
    [InlineData("America/Toronto", "2026-11-01T15:00:00Z", "2026-11-01T04:00:00Z", 25)]
    // 0:00 is skipped: the day begins at 1:00, and the one before it is whole.
    [InlineData("America/Havana", "2026-03-08T15:00:00Z", "2026-03-08T05:00:00Z", 23)]
    [InlineData("America/Havana", "2026-03-08T04:59:59Z", "2026-03-07T05:00:00Z", 24)]
    [InlineData("Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", 23)]
    // 0:00 to 1:00 comes twice: the day begins at the first.
    [InlineData("America/Havana", "2026-11-01T05:30:00Z", "2026-11-01T04:00:00Z", 25)]
    // 23:00 to 24:00 comes twice: the second still is the old day.
    [InlineData("Africa/Cairo", "2026-10-29T21:30:00Z", "2026-10-28T21:00:00Z", 25)]
    // Half an hour, and a day that the calendar left out.
    [InlineData("Australia/Lord_Howe", "2026-10-04T10:00:00Z", "2026-10-03T13:30:00Z", 23.5)]
    [InlineData("Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T10:00:00Z", 24)]
    public void Day_InZone_BeginsAtTheFirstMomentOfItsDate(string zone, string at, string start, double hours)
    {
        var window = Read(TestBudgets.Day(zone)).StretchAt(Ms(at));

        Assert.Equal((Ms(start), TimeSpan.FromHours(hours)), (window.Start, TimeSpan.FromMilliseconds(window.End - window.Start)));
    }

    [Theory]
    [InlineData("2026-03-31T23:59:59Z", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData("2026-04-01T03:59:59Z", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData("2026-04-01T04:00:00Z", "2026-04-01T04:00:00Z", "2026-05-01T04:00:00Z")]
    [InlineData("2027-01-01T04:59:59Z", "2026-12-01T05:00:00Z", "2027-01-01T05:00:00Z")]
    public void Month_InToronto_RunsFromFirstToFirst(string at, string start, string end)
    {
        var window = Read(new BudgetWindowSpec { Calendar = CalendarWindow.Month, Timezone = "America/Toronto" }).StretchAt(Ms(at));

        Assert.Equal((Ms(start), Ms(end)), (window.Start, window.End));
    }

    [Theory]
    [InlineData("America/Toronto")]
    [InlineData("America/Havana")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Asuncion")]
    [InlineData("Asia/Beirut")]
    [InlineData("UTC")]
    public void Day_FourYears_DaysFollowOneAnotherWithoutGapOrOverlap(string zone)
    {
        var window = Read(TestBudgets.Day(zone));
        var day = window.StretchAt(Ms("2023-01-01T12:00:00Z"));
        for (var i = 0; i < 4 * 366; i++)
        {
            // A window of its own, so that no memory helps.
            var next = Read(TestBudgets.Day(zone)).StretchAt(day.End);
            Assert.Equal(day.End, next.Start);
            Assert.Equal(next, window.StretchAt(next.End - 1));
            Assert.Equal(day, Read(TestBudgets.Day(zone)).StretchAt(day.End - 1));
            Assert.InRange(next.End - next.Start, 22 * 3_600_000, 26 * 3_600_000);
            day = next;
        }
    }

    [Theory, BothBackends]
    public async Task Reserve_AtTheEndOfADayInToronto_NewDayIsEmpty(Backend backend)
    {
        // The end of the day of 25 hours.
        var midnight = new DateTimeOffset(2025, 11, 3, 5, 0, 0, TimeSpan.Zero);
        await using var ledger = TestLedger.Create(backend, now: midnight.AddMilliseconds(-900));
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.01", TestBudgets.Day("America/Toronto"));
        var held = await ledger.HoldAsync(Cent, budget);

        ledger.MoveTo(midnight.AddMilliseconds(-2));
        var refused = Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget));
        Assert.Equal(midnight, refused.By.ResetsAt);
        ledger.MoveTo(midnight);
        var granted = Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, budget));
        Assert.Equal(midnight.AddDays(1), granted.Left[0].ResetsAt);

        // What was held the day before falls into the day before.
        await ledger.EndAsync(held, Cent);
        Assert.Equal((0, 10_000), await ledger.SpentAndHeldAsync(budget));
    }

    [Theory, BothBackends]
    public async Task Reserve_SlidingWindow_GivesBackAtTheLatestASixtiethLater(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.02", TestBudgets.Sliding("1h"));
        var first = Assert.IsType<ReserveOutcome.Granted>(await ledger.CallAsync(Cent, Cent, budget)).Reservation.ReservedAt;
        ledger.Pass(TimeSpan.FromMinutes(30));
        await ledger.CallAsync(Cent, Cent, budget);

        ledger.MoveTo(first.AddMinutes(60).AddMilliseconds(-2));
        var refused = Assert.IsType<ReserveOutcome.Short>(await ledger.ReserveAsync(Cent, budget));
        Assert.InRange(refused.By.ResetsAt, first.AddHours(1), first.AddMinutes(61));
        ledger.MoveTo(refused.By.ResetsAt);
        Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, budget));
        Assert.Equal((10_000, 10_000), await ledger.SpentAndHeldAsync(budget));
    }

    [Theory, BothBackends]
    public async Task Reserve_SlidingWindowForLong_KeepsAtMost61Slots(Backend backend)
    {
        await using var ledger = TestLedger.Create(backend);
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "1000", TestBudgets.Sliding("1h"));
        for (var i = 0; i < 200; i++)
        {
            await ledger.CallAsync(Cent, Cent, budget);
            ledger.Pass(TimeSpan.FromSeconds(59));
        }

        Assert.InRange((await ledger.ReadAsync(budget)).Spent, 60 * 10_000, 63 * 10_000);
        if (backend == Backend.Cluster)
        {
            // Besides the slots: which rebuild, and when.
            Assert.InRange(await ledger.Redis.HashLengthAsync(BudgetKeys.Account(budget)), 60, 61 + 2);
        }
    }

    [Theory]
    [InlineData("59s")]
    [InlineData("32d")]
    [InlineData("soon")]
    public void Read_SlidingOutOfRange_IsRefused(string length) => Assert.Null(BudgetWindow.TryRead(TestBudgets.Sliding(length)));

    [Fact]
    public void Read_NoSuchZoneOrBothKinds_IsRefused()
    {
        Assert.Null(BudgetWindow.TryRead(TestBudgets.Day("America/Atlantis")));
        Assert.Null(BudgetWindow.TryRead(new BudgetWindowSpec { Calendar = CalendarWindow.Day, Sliding = "24h" }));
        Assert.Null(BudgetWindow.TryRead(new BudgetWindowSpec()));
    }

    private static BudgetWindow Read(BudgetWindowSpec spec) => BudgetWindow.TryRead(spec) ?? throw new InvalidOperationException("It cannot be read.");

    private static long Ms(string moment) => DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
