using FourRunr.Hosting.Errors;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Redis goes away and comes back; what calls cost is added up.</summary>
public sealed class RedisBudgetTests
{
    private const string Wipeable = $",allowAdmin=true,{TestServers.PatientTimes}";

    private static readonly (string, string)[] OneOfTwo =
        [("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:00"), ("Limits:QuotaSettling", "00:00:01"), ("Limits:ProbeInterval", "00:00:00.100")];

    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly TestSpendHistory _history = new();
    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.10", TestBudgets.Sliding("24h"));

    [Fact]
    public async Task Reserve_RedisStopped_EachReplicaKeepsToItsShareAndAllComesTogetherExactly()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(redis.Address, _history, settings: OneOfTwo);
        await using var other = TestLedger.OnRedis(redis.Address, _history, settings: OneOfTwo);
        for (var i = 0; i < 3; i++)
        {
            await one.CallAsync(Cent, Cent, _budget);
        }

        await redis.StopAsync();
        // 7 cents are left: 3.5 for each.
        Assert.Equal(3, await CallUntilRefusedAsync(one));
        // What the first has used meanwhile is on record: 4 are left.
        Assert.Equal(2, await CallUntilRefusedAsync(other));

        await redis.StartAgainAsync();
        await UntilRestoredAsync(one);
        await UntilRestoredAsync(other);
        await Eventually.TrueAsync(async () => await one.ReserveAsync(default, _budget) is ReserveOutcome.Granted { IsDegraded: false }, "it has settled");
        Assert.Equal((80_000, 0), await one.SpentAndHeldAsync(_budget));
        Assert.IsType<ReserveOutcome.Granted>(await one.CallAsync(Cent, Cent, _budget));
        Assert.IsType<ReserveOutcome.Granted>(await one.CallAsync(Cent, Cent, _budget));
        Assert.True(Assert.IsType<ReserveOutcome.Short>(await one.CallAsync(Cent, Cent, _budget)).IsSpent);
        Assert.Equal((100_000, 0), await other.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Settle_RedisFrozenAndBack_EverythingIsSettledExactly()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address, _history, settings: ("Limits:ProbeInterval", "00:00:00.100"));
        var before = await ledger.HoldAsync(Cent, _budget);
        var longer = await ledger.HoldAsync(Cent, _budget);

        await redis.FreezeAsync();
        // Whether Redis took the first of them is not known: it counts once.
        var during = Assert.IsType<ReserveOutcome.Granted>(await ledger.ReserveAsync(Cent, _budget));
        Assert.True(during.IsDegraded);
        Assert.Equal(70_000, during.Left[0].Left);
        var still = await ledger.HoldAsync(Cent, _budget);
        await ledger.EndAsync(before, new(1_000, 0));
        await ledger.EndAsync(during.Reservation, new(2_000, 0));
        await redis.ThawAsync();
        await UntilRestoredAsync(ledger);

        Assert.Equal((3_000, 20_000), await ledger.SpentAndHeldAsync(_budget));
        await ledger.EndAsync(longer, new(4_000, 0));
        await ledger.EndAsync(still, new(5_000, 0));
        Assert.Equal((12_000, 0), await ledger.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Settle_RedisFrozenAndBack_ThresholdIsToldOnce()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address, _history, settings: ("Limits:ProbeInterval", "00:00:00.100"));
        var budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.02", TestBudgets.Sliding("24h"), alerts: [50, 100]);
        var (first, second) = (await ledger.HoldAsync(Cent, budget), await ledger.HoldAsync(Cent, budget));

        await redis.FreezeAsync();
        // Redis is asked of the first, and answers late; of the second it is told when it is back.
        await ledger.EndAsync(first, Cent);
        await ledger.EndAsync(second, Cent);
        Assert.Empty(ledger.Alerts.Raised);
        await redis.ThawAsync();
        await UntilRestoredAsync(ledger);

        await Eventually.TrueAsync(() => ledger.Alerts.Raised.Count == 2, "both thresholds are told");
        Assert.Equal([50, 100], ledger.Alerts.Percents.Order());
    }

    [Fact]
    public async Task Settle_RedisLostItsDataWhileAway_EverythingIsRebuiltAndSettledExactly()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address, _history, settings: ("Limits:ProbeInterval", "00:00:00.100"));
        var before = await ledger.HoldAsync(Cent, _budget);
        await redis.StopAsync();
        var during = await ledger.HoldAsync(Cent, _budget);
        await ledger.EndAsync(before, new(1_000, 0));
        await redis.StartAgainAsync();
        await UntilRestoredAsync(ledger);

        await ledger.CallAsync(Cent, new(500, 0), _budget);
        Assert.Equal((1_500, 10_000), await ledger.SpentAndHeldAsync(_budget));
        await ledger.EndAsync(during, new(2_000, 0));
        Assert.Equal((3_500, 0), await ledger.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_RedisAndRecordsAway_IsRefused()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address, _history);
        await ledger.CallAsync(Cent, Cent, _budget);
        await redis.StopAsync();
        _history.IsAway = true;

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => ledger.ReserveAsync(Cent, _budget));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => ledger.Ledger.ListAsync(CancellationToken.None));

        _history.IsAway = false;
        Assert.IsType<ReserveOutcome.Granted>(await ledger.CallAsync(Cent, Cent, _budget));
        // Once known, the share outlives the records.
        _history.IsAway = true;
        Assert.IsType<ReserveOutcome.Granted>(await ledger.CallAsync(Cent, Cent, _budget));
    }

    [Fact]
    public async Task Reserve_RedisJustStoppedWithOtherReplicas_WaitsForTheirRecords()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address, _history, settings: [("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:30")]);
        await ledger.CallAsync(Cent, Cent, _budget);
        await redis.StopAsync();

        await Assert.ThrowsAsync<DependencyUnavailableException>(() => ledger.ReserveAsync(Cent, _budget));
    }

    [Fact]
    public async Task Reserve_Settling_ShareAndRedisMustBothHaveRoom()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(
            redis.Address, _history, settings: [("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:00"), ("Limits:QuotaSettling", "00:01:00")]);
        await redis.StopAsync();
        Assert.IsType<ReserveOutcome.Granted>(await ledger.CallAsync(Cent, Cent, _budget));
        await redis.StartAgainAsync();
        await UntilRestoredAsync(ledger);

        // Redis would allow 9 more, the share of two replicas 4 more.
        Assert.Equal(4, await CallUntilRefusedAsync(ledger));
        Assert.Equal((50_000, 0), await ledger.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_CancelledWhileRedisWorks_NothingStaysHeld()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address + Wipeable, _history, settings: TestLedger.Patient);
        await ledger.CallAsync(Cent, Cent, _budget);
        await redis.FreezeAsync();
        using var caller = new CancellationTokenSource();
        var call = ledger.Ledger.ReserveAsync(TestLedger.NewCall(), [_budget], Cent, TimeSpan.FromMinutes(1), caller.Token).AsTask();

        await caller.CancelAsync();
        await redis.ThawAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal((10_000, 0), await ledger.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Reserve_RedisClusterOfThree_AllKeysOfACallAreInOneSlot()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        await using var ledger = TestLedger.OnRedis($"{cluster.Addresses},{TestServers.PatientTimes}", _history, settings: TestLedger.Patient);
        var shared = TestBudgets.Usd(TestBudgets.NewPolicy(), "1", TestBudgets.Sliding("1h"), per: "all");

        var held = await ledger.HoldAsync(Cent, _budget, shared);
        await ledger.EndAsync(held, Cent);

        Assert.False(ledger.Part<RedisBudgetLedger>().IsDegraded);
        Assert.Equal(2, (await ledger.Ledger.ReadAsync([_budget, shared], CancellationToken.None)).Count(status => status.State.Spent == 10_000));
    }

    private async Task<int> CallUntilRefusedAsync(TestLedger ledger)
    {
        for (var granted = 0; ; granted++)
        {
            try
            {
                if (await ledger.CallAsync(Cent, Cent, _budget) is not ReserveOutcome.Granted)
                {
                    return granted;
                }
            }
            catch (DependencyUnavailableException)
            {
                return granted;
            }
        }
    }

    private static Task UntilRestoredAsync(TestLedger ledger) =>
        Eventually.TrueAsync(() => !ledger.Part<RedisBudgetLedger>().IsDegraded, "Redis is back, and the ledger too");
}
