using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Spending;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets;

/// <summary>A process ends between the hold of a call and its announcement.</summary>
public sealed class AbandonedHoldsTests
{
    private static readonly SpendAmount Cent = new(10_000, 0);

    private readonly Budget _budget = TestBudgets.Usd(TestBudgets.NewPolicy(), "0.10", TestBudgets.Sliding("24h"));

    [Fact]
    public async Task Release_ByTheNextProcess_OnlyWhatNobodyHasAnnounced()
    {
        await using var before = TestLedger.Create(Backend.Cluster);
        await before.CallAsync(Cent, new(3_000, 0), _budget);
        before.History.Record(await before.HoldAsync(Cent, _budget));
        await before.HoldAsync(Cent, _budget);
        await using var next = before.Beside();
        await next.HoldAsync(new(1, 0), _budget);
        Assert.Equal((3_000, 20_001), await next.SpentAndHeldAsync(_budget));

        Assert.Equal(1, await ReleaseAsync(next));

        Assert.Equal((3_000, 10_001), await next.SpentAndHeldAsync(_budget));
        Assert.Equal(0, await ReleaseAsync(next));
    }

    [Fact]
    public async Task Release_AfterItsTime_TakesItFromWhatIsSpent()
    {
        await using var before = TestLedger.Create(Backend.Cluster);
        before.History.Record(await before.HoldAsync(Cent, _budget));
        await before.HoldAsync(Cent, _budget);
        await using var next = before.Beside();
        next.Pass(TimeSpan.FromMinutes(11));
        await next.CallAsync(new(1, 0), default, _budget);
        Assert.Equal((20_000, 0), await next.SpentAndHeldAsync(_budget));

        Assert.Equal(1, await ReleaseAsync(next));

        Assert.Equal((10_000, 0), await next.SpentAndHeldAsync(_budget));
    }

    [Fact]
    public async Task Release_RecordsCannotBeRead_NothingIsGivenBack()
    {
        await using var before = TestLedger.Create(Backend.Cluster);
        await before.HoldAsync(Cent, _budget);
        await using var next = before.Beside();
        next.History.IsAway = true;

        await Assert.ThrowsAsync<Storage.StorageUnavailableException>(() => ReleaseAsync(next));

        Assert.Equal((0, 10_000), await next.SpentAndHeldAsync(_budget));
        next.History.IsAway = false;
        Assert.Equal(1, await ReleaseAsync(next));
    }

    [Fact]
    public async Task Release_SettledBefore_ChangesNothing()
    {
        await using var before = TestLedger.Create(Backend.Cluster);
        await before.Ledger.SettleAsync(await before.HoldAsync(Cent, _budget), new(4_000, 0));
        await using var next = before.Beside();

        Assert.Equal(0, await ReleaseAsync(next));

        Assert.Equal((4_000, 0), await next.SpentAndHeldAsync(_budget));
    }

    [Theory, BothBackends]
    public async Task Start_WithTheSameJournal_HoldsThatNobodyAnnouncedAreGone(Backend backend)
    {
        var source = new PolicyBudget(
            TestBudgets.NewPolicy(), "research", 1,
            new BudgetSpec { Name = "searches", Limit = "1", Window = new BudgetWindowSpec { Sliding = "24h" }, Scopes = ["serpapi:*"] });
        await using var gateway = await TestGateway.StartAsync(backend, ["--Limits:RedisTimeout=00:00:20"]);
        var agent = gateway.UseAnAgentOfItsOwn();
        gateway.Decide = question => TestGateway.Allowed(question) with { Budgets = [source] };
        var budget = Budget.Of(source, $"agent:{agent}");
        var ledger = gateway.Proxy.Services.GetRequiredService<IBudgetLedger>();
        Assert.IsType<ReserveOutcome.Granted>(
            await ledger.ReserveAsync(GatewayId.New(GatewayId.Call, TimeProvider.System), [budget], Cent, TimeSpan.FromMinutes(2), CancellationToken.None));

        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        await Eventually.TrueAsync(
            async () => (await gateway.Client().GetFromJsonAsync<BudgetListResponse>("/v1/budgets", GatewayJson.Strict))!.Budgets is [{ Spent: "0", Held: "0" }],
            "nothing is held or spent");
    }

    private static Task<int> ReleaseAsync(TestLedger ledger) => ledger.Part<AbandonedHolds>().ReleaseAsync(CancellationToken.None);
}
