using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>The list of accounts when Redis has lost it.</summary>
public sealed class RedisBudgetListTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly TestSpendHistory _history = new();
    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.10", TestBudgets.Sliding("24h"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_RedisWiped_HasTheAccountsThatAreUsedOrReadAgain(bool isRead)
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var ledger = TestLedger.OnRedis(redis.Address + $",allowAdmin=true,{TestServers.PatientTimes}", _history, settings: TestLedger.Patient);
        await ledger.CallAsync(Cent, Cent, _budget);
        await ledger.Redis.ExecuteAsync("FLUSHALL");

        if (isRead)
        {
            await ledger.Ledger.ReadAsync([_budget], CancellationToken.None);
        }
        else
        {
            await ledger.CallAsync(Cent, Cent, _budget);
        }

        IReadOnlyList<BudgetStatus> listed = [];
        await Eventually.TrueAsync(async () => (listed = await ledger.Ledger.ListAsync(CancellationToken.None)).Count == 1, "the account is listed");
        Assert.Equal(isRead ? 10_000 : 20_000, listed[0].State.Spent);
    }
}
