using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Redis loses its data; accounts are rebuilt from the records.</summary>
public sealed class RedisBudgetRebuildTests
{
    private const string Wipeable = $",allowAdmin=true,{TestServers.PatientTimes}";

    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly TestSpendHistory _history = new();
    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.10", TestBudgets.Sliding("24h"));

    [Fact]
    public async Task Reserve_RedisWiped_HoldsAndWhatWasSpentStillCount()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await ledger.CallAsync(Cent, new(4_000, 0), _budget);
        var announced = await ledger.HoldAsync(Cent, _budget);
        _history.Record(announced);
        // Neither its announcement nor its end is on record yet.
        var underWay = await ledger.HoldAsync(Cent, _budget);
        var ended = await ledger.HoldAsync(Cent, _budget);
        await ledger.Ledger.SettleAsync(ended, new(3_000, 0));

        await ledger.Redis.ExecuteAsync("FLUSHALL");

        await ledger.CallAsync(new(1_000, 0), new(1_000, 0), _budget);
        Assert.Equal((8_000, 20_000), await ledger.SpentAndHeldAsync(_budget));
        await ledger.EndAsync(underWay, new(2_000, 0));
        await ledger.EndAsync(announced, new(5_000, 0));
        Assert.Equal((15_000, 0), await ledger.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_RebuiltByOtherReplica_BringsInWhatThatCouldNotSeeAndNothingTwice()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await using var other = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        var announced = await one.HoldAsync(Cent, _budget);
        _history.Record(announced);
        var unseen = await one.HoldAsync(Cent, _budget);
        await one.CallAsync(Cent, new(4_000, 0), _budget);

        await one.Redis.ExecuteAsync("FLUSHALL");
        Assert.Equal((4_000, 10_000), await other.SpentAndHeldAsync(_budget));

        // Its own call, and what the other could not see.
        await one.CallAsync(new(1_000, 0), new(1_000, 0), _budget);
        Assert.Equal((5_000, 20_000), await other.SpentAndHeldAsync(_budget));
        await one.EndAsync(unseen, new(2_000, 0));
        await one.EndAsync(announced, new(3_000, 0));
        Assert.Equal((10_000, 0), await other.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_RecordedWhileTheHistoryIsRead_CountsOnce()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await using var other = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        var held = await one.HoldAsync(Cent, _budget);
        await one.Redis.ExecuteAsync("FLUSHALL");
        _history.AfterReading = () =>
        {
            _history.AfterReading = () => Task.CompletedTask;
            return one.EndAsync(held, new(6_000, 0));
        };

        // The other's rebuild did not see it, and the account was not there when it was settled.
        await other.SpentAndHeldAsync(_budget);
        await one.CallAsync(new(1_000, 0), new(1_000, 0), _budget);

        Assert.Equal((7_000, 0), await other.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Settle_AccountRebuiltMeanwhile_CountsOnceWhetherOnRecordOrNot()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await using var other = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        var onRecord = await one.HoldAsync(Cent, _budget);
        var notOnRecord = await one.HoldAsync(Cent, _budget);
        await one.Redis.ExecuteAsync("FLUSHALL");
        _history.Record(onRecord, new(3_000, 0));
        await other.SpentAndHeldAsync(_budget);

        await one.EndAsync(onRecord, new(3_000, 0));
        await one.EndAsync(notOnRecord, new(4_000, 0));

        Assert.Equal((7_000, 0), await other.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_RedisWipedAgainAndAgainUnderLoad_SpendingNeverAboveTheLimitAndExactInTheEnd()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await using var other = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "3.00", TestBudgets.Sliding("24h"));
        var (done, wipes) = (0, 0);

        var callers = Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var ledger = i % 2 == 0 ? one : other;
            while (await ledger.ReserveAsync(Cent, budget) is var outcome and not ReserveOutcome.Short { IsSpent: true })
            {
                if (outcome is ReserveOutcome.Granted { Reservation: var held })
                {
                    _history.Record(held);
                    await Task.Yield();
                    await ledger.EndAsync(held, new(9_000, 0));
                    if (Interlocked.Increment(ref done) % 40 == 0 && Interlocked.Increment(ref wipes) <= 6)
                    {
                        await one.Redis.ExecuteAsync("FLUSHALL");
                    }
                }
            }
        })));
        await callers;

        // Both tell what they know.
        await one.ReserveAsync(default, budget);
        await other.ReserveAsync(default, budget);
        Assert.InRange(_history.Sum(budget), 2_990_000, 3_000_000);
        Assert.InRange(wipes, 6, int.MaxValue);
        Assert.Equal(_history.Sum(budget), (await one.ReadAsync(budget)).Spent);
    }
}
