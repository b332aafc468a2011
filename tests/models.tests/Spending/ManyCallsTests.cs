using FourRunr.Models.Tests.Gateway;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Models.Tests.Spending;

/// <summary>More calls at once than budgets of agents, role and tag have room for.</summary>
public sealed class ManyCallsTests
{
    private const int Calls = 500;
    private const int Room = 100;
    private const int OwnRoom = 60;
    private const string Model = "crowd-ok";

    /// <summary>Only the answer has a price, and it is as long as its cap.</summary>
    [Theory, BothBackends]
    public async Task Calls_500AtOnce_WhoseHoldIsTheirCost_ExactlyAsManyAsThereIsRoomFor(Backend backend)
    {
        await using var crowd = await CrowdGateway.StartAsync(backend, Model, TestPrice.Usual with { Input = 0 });
        for (var round = 1; round <= LongForm.Rounds; round++)
        {
            const long Cost = 42;

            var (let, spent, _) = await RunAsync(crowd, Cost, TestPrice.Usual with { Input = 0 });

            Assert.Equal((Room, Room * Cost), (let, spent));
        }
    }

    /// <summary>The input is held for at its bound, which is more than it has.</summary>
    [Theory, BothBackends]
    public async Task Calls_500AtOnce_WhoseHoldIsAboveTheirCost_NeverAboveTheLimit_AndAllOfItCanBeSpent(Backend backend)
    {
        await using var crowd = await CrowdGateway.StartAsync(backend, Model, TestPrice.Usual);
        for (var round = 1; round <= LongForm.Rounds; round++)
        {
            const long Cost = 60;
            const long MostHold = 300;

            var (let, spent, left) = await RunAsync(crowd, Cost, TestPrice.Usual, fillsUp: true);

            Assert.InRange(let, 1, Calls);
            Assert.InRange(spent, (Room * Cost) - MostHold, Room * Cost);
            Assert.InRange(left, 0, MostHold);
        }
    }

    /// <param name="cost">Of one call, about: the limits are so many times that.</param>
    /// <param name="fillsUp">Whether what is left after all calls is spent by one call after another.</param>
    /// <returns>How many calls were let through, what they cost together, and what is left of the shared budgets.</returns>
    private static async Task<(int Let, long Spent, long Left)> RunAsync(CrowdGateway crowd, long cost, TestPrice price, bool fillsUp = false)
    {
        var (own, shared) = (OwnRoom * cost, Room * cost);
        var budgets = await SharedBudgets.CreateAsync(crowd.Gateway, own, shared);
        var billedBefore = crowd.Provider.Bill.Calls.Count;
        var clients = crowd.Gateway.Proxies.SelectMany(_ => budgets.Agents, (proxy, agent) => proxy.Client(agent.Token)).ToList();

        var calls = Task.WhenAll(Enumerable.Range(0, Calls).Select(i => CrowdCall.MakeAsync(clients[i % clients.Count], Model, i / clients.Count % 4)));
        await WatchAsync(budgets, calls);
        var let = (await calls).Count(isLet => isLet);
        if (fillsUp)
        {
            foreach (var client in clients)
            {
                while (await CrowdCall.MakeAsync(client, Model, let % 4))
                {
                    let++;
                }
            }
        }

        var spent = await SpentAsync(crowd, budgets, let);
        // The provider writes its bill after it has answered.
        await Eventually.TrueAsync(() => crowd.Provider.Bill.Calls.Count == billedBefore + let, "every call that was let through is on the bill");
        Assert.Equal(crowd.Provider.Bill.Calls.Skip(billedBefore).Sum(price.CostOf), spent);
        foreach (var client in clients)
        {
            client.Dispose();
        }

        TestContext.Current.SendDiagnosticMessage($"{let} of {Calls} calls let through, {spent} of {shared} micro-dollars spent");
        return (let, spent, shared - spent);
    }

    /// <summary>Looks at the budgets again and again while calls are under way.</summary>
    private static async Task WatchAsync(SharedBudgets budgets, Task calls)
    {
        do
        {
            Assert.All(await budgets.ReadAsync(), budget =>
            {
                Assert.True(SharedBudgets.Amount(budget.Spent) + SharedBudgets.Amount(budget.Held) <= SharedBudgets.Amount(budget.Limit), budget.ToString());
                Assert.Equal("0", budget.Overrun);
            });
        }
        while (!calls.IsCompleted);
    }

    /// <summary>What is on record; the same as what every budget says is spent.</summary>
    private static async Task<long> SpentAsync(CrowdGateway crowd, SharedBudgets budgets, int let)
    {
        var spentOf = new Dictionary<string, long>();
        foreach (var agent in budgets.Agents)
        {
            spentOf[$"agent:{agent.AgentId}"] = 0;
        }

        await Eventually.TrueAsync(
            async () =>
            {
                var ended = 0;
                foreach (var agent in budgets.Agents)
                {
                    var records = (await CallRecords.OfAsync(crowd.Gateway.Operator, agent.AgentId)).Where(record => record.Outcome == "ok").ToList();
                    spentOf[$"agent:{agent.AgentId}"] = records.Cost();
                    ended += records.Count;
                }

                return ended == let;
            },
            $"{let} calls are on record");
        var all = spentOf.Values.Sum();
        var states = await budgets.ReadAsync();
        Assert.Equal(4, states.Count);
        Assert.All(states, budget => Assert.Equal(
            (budget.Holder, spentOf.GetValueOrDefault(budget.Holder, all), 0L), (budget.Holder, SharedBudgets.Amount(budget.Spent), SharedBudgets.Amount(budget.Held))));
        return all;
    }
}
