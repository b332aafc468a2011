using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>Redis comes back without its data, and two replicas know different things of what was lost.</summary>
public sealed class RedisBudgetReturnTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly TestSpendHistory _history = new();
    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.10", TestBudgets.Sliding("24h"));

    [Fact]
    public async Task Settle_RebuiltByOtherReplicaBeforeTheEndIsOnRecord_IsToldAgainWithoutAnotherCall()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = TestLedger.OnRedis(
            redis.Address, _history, settings: [("GATEWAY_REPLICAS", "2"), ("Limits:QuotaPause", "00:00:00"), ("Limits:QuotaSettling", "00:00:05"), ("Limits:ProbeInterval", "00:00:00.100")]);
        var ended = await one.HoldAsync(Cent, _budget);
        // Announced; its end is known to Redis, which loses it, and is not on record yet.
        _history.Record(ended);
        await one.Ledger.SettleAsync(ended, new(3_000, 0));
        await redis.StopAsync();
        await one.CallAsync(Cent, new(1_000, 0), _budget);
        await redis.StartAgainAsync();
        await Eventually.TrueAsync(() => !one.Part<RedisBudgetLedger>().IsDegraded, "Redis is back");

        await using var other = TestLedger.OnRedis(redis.Address + $",{TestServers.PatientTimes}", _history, settings: TestLedger.Patient);
        await other.CallAsync(Cent, new(500, 0), _budget);

        await Eventually.TrueAsync(
            async () => await other.ReadAsync(_budget) is { Spent: 4_500, Held: 0 }, "the call that had ended holds nothing and costs what it did");
    }
}
