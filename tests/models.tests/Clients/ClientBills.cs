using FourRunr.Contracts;
using FourRunr.Models.Tests.Gateway;
using FourRunr.Testing;
using FourRunr.Testing.ModelProvider;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>Holds what is on record of a client's calls against what the provider has billed.</summary>
internal static class ClientBills
{
    public static async Task CheckAsync(
        ModelGateway gateway, ModelClient client, ClientAgents agents, IReadOnlyList<Scenario> scenarios, IReadOnlyDictionary<string, ClientReport> reports)
    {
        int Requests(TestAgent agent) => scenarios.Where(scenario => scenario.Key == agent.Token).Sum(scenario => reports[scenario.Name].Requests);
        Task<IReadOnlyList<CallRecordResponse>> RecordsAsync(TestAgent agent) => RecordsOfAsync(gateway, agent, Requests(agent));

        var (good, hurried) = (await RecordsAsync(agents.Good), await RecordsAsync(agents.Hurried));
        var (slow, patient) = (await RecordsAsync(agents.Slow), await RecordsAsync(agents.Patient));
        Assert.Multiple(
        [
            () => Equal(gateway, [.. good, .. hurried, .. slow, .. patient], client.ModelThatIs("ok")),
            () => AtLeast(gateway, good, client.ModelThatIs("uncounted"), "ok", calls: 2, client.ReadsUncounted ? "ok" : "cancelled"),
            () => AtLeast(gateway, good, client.ModelThatIs("cut"), GatewayErrors.UpstreamFailed.Code, calls: 1),
            () => AtLeast(gateway, good, client.ModelThatIs("failing"), GatewayErrors.UpstreamFailed.Code, calls: 1),
            () => Lost(gateway, good, client.ModelThatIs("lost")),
            () => Cancelled(gateway, good, client.ModelThatIs("slow")),
            () => Free(good, client.ModelThatIs("down"), reports["down"].Requests),
            () => Free(good, client.ModelThatIs("503"), reports["refusing"].Requests),
            () => Assert.Equal(reports["hurried_again"].Requests + reports["hurried_once_more"].Requests - 2, hurried.Count(record => record.Outcome == GatewayErrors.RateLimited.Code)),
        ]);
        await Eventually.TrueAsync(async () => await BudgetAsync(gateway, agents.Good) == (good.Cost(), 0), "the budget has settled what is on record");
        // The dear call was no scenario.
        Assert.Equal(
            [GatewayErrors.BudgetExceeded.Code, GatewayErrors.BudgetExceeded.Code, "ok"],
            (await RecordsOfAsync(gateway, agents.Spent, Requests(agents.Spent) + 1)).Select(record => record.Outcome));
        Assert.All(await RecordsAsync(agents.Denied), record => Assert.Equal(GatewayErrors.ModelDenied.Code, record.Outcome));
    }

    /// <summary>Each request is on record, once. The record of a call whose caller went away comes after that.</summary>
    private static async Task<IReadOnlyList<CallRecordResponse>> RecordsOfAsync(ModelGateway gateway, TestAgent agent, int requests)
    {
        IReadOnlyList<CallRecordResponse> records = [];
        await Eventually.TrueAsync(
            async () => (records = await CallRecords.OfAsync(gateway.Gateway.Operator, agent.AgentId)).Count >= requests && records.All(record => record.Outcome != "unfinished"),
            $"{requests} calls are on record");
        Assert.Equal(requests, records.Count);
        return records;
    }

    private static List<BilledCall> Bill(ModelGateway gateway, string model) => [.. gateway.Provider.Bill.Calls.Where(call => call.Model == model)];

    /// <summary>To the micro-dollar, call by call.</summary>
    private static void Equal(ModelGateway gateway, IReadOnlyList<CallRecordResponse> records, string model)
    {
        var ended = records.Where(record => record.Model == model && record.Outcome == "ok").ToList();
        Assert.All(ended, record => Assert.Equal(UsageSource.Provider, record.Usage?.Source));
        Assert.Equal(Bill(gateway, model).Select(TestPrice.Usual.CostOf).Order(), ended.Select(record => record.Spend?.Microusd ?? 0).Order());
    }

    /// <summary>The provider has not said what it charges: the gateway counts, and never too little.</summary>
    /// <param name="orElse">How a call may also end.</param>
    private static void AtLeast(ModelGateway gateway, IReadOnlyList<CallRecordResponse> records, string model, string outcome, int calls, string? orElse = null)
    {
        var ended = records.Where(record => record.Model == model).ToList();
        Assert.Equal(calls, ended.Count);
        Assert.All(ended, record => Assert.Contains(record.Outcome, (string[])[outcome, orElse ?? outcome]));
        Assert.All(ended, record => Assert.NotEqual(UsageSource.Provider, record.Usage?.Source));
        Assert.True(ended.Cost() >= Bill(gateway, model).Sum(TestPrice.Usual.CostOf), $"{model}: {ended.Cost()}");
    }

    /// <summary>The provider has closed the connection before its answer began. What that cost nobody knows; the repetition is paid once.</summary>
    private static void Lost(ModelGateway gateway, IReadOnlyList<CallRecordResponse> records, string model)
    {
        Equal(gateway, records, model);
        var failed = Assert.Single(records, record => record.Model == model && record.Outcome != "ok");
        Assert.Equal((GatewayErrors.UpstreamFailed.Code, UsageSource.Hold), (failed.Outcome, failed.Usage?.Source));
        Assert.Single(Bill(gateway, model));
    }

    /// <summary>The provider has stopped early, and what it had made by then is charged.</summary>
    private static void Cancelled(ModelGateway gateway, IReadOnlyList<CallRecordResponse> records, string model)
    {
        var record = Assert.Single(records, record => record.Model == model);
        Assert.Equal(("cancelled", UsageSource.Estimated), (record.Outcome, record.Usage?.Source));
        var billed = Assert.Single(Bill(gateway, model));
        Assert.False(billed.IsComplete);
        Assert.InRange(billed.OutputTokens, 0, 199);
        Assert.True(record.Usage?.Output > 0 && record.Spend?.Microusd > 0, record.ToString());
    }

    /// <summary>Nobody has answered.</summary>
    private static void Free(IReadOnlyList<CallRecordResponse> records, string model, int calls)
    {
        var ended = records.Where(record => record.Model == model).ToList();
        Assert.Equal(calls, ended.Count);
        Assert.All(ended, record => Assert.Equal((GatewayErrors.UpstreamFailed.Code, 0L), (record.Outcome, record.Spend?.Microusd ?? 0)));
    }

    /// <returns>Spent and held, in millionths of a dollar.</returns>
    private static async Task<(decimal Spent, decimal Held)> BudgetAsync(ModelGateway gateway, TestAgent agent)
    {
        using var client = StartedGateway.ClientOf(gateway.Gateway.Process.Url, agent.Token);
        var budget = Assert.Single((await client.GetAsync<BudgetListResponse>("/v1/budgets")).Budgets);
        return (decimal.Parse(budget.Spent, CultureInfo.InvariantCulture) * 1_000_000, decimal.Parse(budget.Held, CultureInfo.InvariantCulture) * 1_000_000);
    }
}
