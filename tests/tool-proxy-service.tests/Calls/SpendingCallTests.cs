using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

/// <summary>Calls of tools with a flat price, of which a cent is charged for each search.</summary>
public sealed class SpendingCallTests : IDisposable
{
    private const long Cent = 10_000;

    private readonly TemporaryDirectory _folder = new();
    private readonly string _policyId = GatewayId.New(GatewayId.Policy, TimeProvider.System);
    private int _searches;

    [Theory, BothBackends]
    public async Task Call_OverTheBudget_402WithWhenItResets_AndNothingWasAsked(Backend backend)
    {
        await using var gateway = await StartAsync(backend, limit: "0.02");

        var first = await SearchAsync(gateway);
        await (await SearchAsync(gateway)).MustBeOkAsync();
        var third = await SearchAsync(gateway);

        await first.MustBeOkAsync();
        Assert.Equal("10000", first.Header("X-Cost-Microusd"));
        Assert.Contains($"\"budget:{_policyId}/searches\";q=20000;qu=\"microusd\"", first.Header("RateLimit-Policy"), StringComparison.Ordinal);
        Assert.Contains($"\"budget:{_policyId}/searches\";r=10000;t=", first.Header("RateLimit"), StringComparison.Ordinal);
        var problem = await third.MustBeAsync(GatewayErrors.BudgetExceeded);
        Assert.Equal((HttpStatusCode.PaymentRequired, "budget searches", 0L), (third.StatusCode, problem.Rule, problem.Remaining!.Value));
        Assert.Equal(0, (problem.ResetsAt!.Value - problem.ResetsAt.Value.UtcDateTime.Date).Ticks);
        Assert.Null(third.Header("Retry-After"));
        Assert.DoesNotContain("X-Cost-Microusd", third.Headers.Select(header => header.Key));

        var records = await gateway.RecordsAsync();
        Assert.Equal(["budget_exceeded", "ok", "ok"], records.Select(record => record.Outcome));
        Assert.Equal([null, Cent, Cent], records.Select(record => record.Spend?.Microusd));
        Assert.Equal((0, _policyId), (records[0].Attempts, records[0].PolicyId));
        Assert.Equal(2 * Cent, (await gateway.Proxy.AdminClient().GetFromJsonAsync<SpendReportResponse>("/v1/admin/spend", GatewayJson.Strict))!.Total.Microusd);
        var budget = Assert.Single((await gateway.Client().GetFromJsonAsync<BudgetListResponse>("/v1/budgets", GatewayJson.Strict))!.Budgets);
        Assert.Equal(("searches", "0.02", "0.02", "0", "0"), (budget.Name, budget.Limit, budget.Spent, budget.Held, budget.Left));
    }

    [Theory, BothBackends]
    public async Task Call_ThatDoesNotReachItsTool_CostsNothing(Backend backend)
    {
        await using var gateway = await StartAsync(backend, limit: "0.01", "--UPSTREAM_MODE:serpapi=live");

        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.ToolNotConfigured);

        var record = (await gateway.RecordsAsync()).Single();
        Assert.Equal((0L, 0), (record.Spend!.Microusd, record.Attempts));
        Assert.Equal("0", Assert.Single((await gateway.Client().GetFromJsonAsync<BudgetListResponse>("/v1/budgets", GatewayJson.Strict))!.Budgets).Spent);
    }

    [Theory, BothBackends]
    public async Task Call_ThatIsReplayedOrStored_CostsNothing(Backend backend)
    {
        await using var gateway = await StartAsync(backend, limit: "0.02");
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var answers = new List<HttpResponseMessage>();
        foreach (var caller in (HttpClient[])[client, client, gateway.Client()])
        {
            answers.Add(await caller.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" }));
        }

        Assert.Equal([null, "true", null], answers.Select(answer => answer.Header("Idempotency-Replayed")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal([true, false, false], (await gateway.RecordsAsync()).Select(record => record.Cached));
        Assert.Equal(Cent, (await gateway.RecordsAsync()).Sum(record => record.Spend?.Microusd ?? 0));
    }

    [Theory, BothBackends]
    public async Task Call_StoredOrReplayedWithTheBudgetSpent_IsAnswered(Backend backend)
    {
        await using var gateway = await StartAsync(backend, limit: "0.01");
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" })).MustBeOkAsync();
        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.BudgetExceeded);

        var replayed = await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });
        var stored = await gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });

        Assert.Equal("true", replayed.Header("Idempotency-Replayed"));
        Assert.True((await stored.MustBeOkAsync()).Meta.Cached);
        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.BudgetExceeded);
        Assert.Equal(["budget_exceeded", "ok", "ok", "budget_exceeded", "ok"], (await gateway.RecordsAsync()).Select(record => record.Outcome));
        Assert.Equal(Cent, await SpentAsync(gateway));
        Assert.Equal("0.01", Assert.Single((await gateway.Client().GetFromJsonAsync<BudgetListResponse>("/v1/budgets", GatewayJson.Strict))!.Budgets).Spent);
    }

    [Theory, BothBackends]
    public async Task Calls_500AtOnceOverTwoProxies_ExactlyAsManyAsThereIsRoomFor(Backend backend)
    {
        await using var gateway = await StartAsync(backend, limit: "1");
        await using var other = backend == Backend.Cluster ? await gateway.StartAnotherProxyAsync() : null;
        HttpClient[] clients = [gateway.Client(), other?.Client(TestGateway.Token) ?? gateway.Client()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => clients[i % 2].PostAsJsonAsync("/v1/tools/serpapi/search", new { q = $"coffee {i}" })));

        Assert.Equal(100, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.PaymentRequired or HttpStatusCode.TooManyRequests, answer.StatusCode.ToString()));
        // Two rounds: of both proxies all records have arrived.
        await Eventually.TrueAsync(async () => await SpentAsync(gateway) == 100 * Cent, "all costs are on record");
    }

    /// <summary>A budget must not be passed by another way to the same model.</summary>
    [Theory]
    [InlineData("chat", "\"input\":\"hi\"")]
    [InlineData("complete", "\"prompt\":[\"hi\",\"ho\"]")]
    public async Task ToolThatAsksAModel_CountsWhatTheModelCosts(string action, string asked)
    {
        await using var gateway = await StartAsync(Backend.Embedded, limit: "0.0005");

        var first = await gateway.CallAsync($"openai/{action}", $$"""{"model":"gpt-4o-mini",{{asked}},"max_tokens":100}""");
        await (await gateway.CallAsync($"openai/{action}", $$"""{"model":"gpt-4o-mini",{{asked}},"max_tokens":1000}""")).MustBeAsync(GatewayErrors.BudgetExceeded);
        await (await gateway.CallAsync($"openai/{action}", $$"""{"model":"gpt-unpriced",{{asked}},"max_tokens":1}""")).MustBeAsync(GatewayErrors.ModelUnpriced);

        await first.MustBeOkAsync();
        var record = (await gateway.RecordsAsync())[^1];
        Assert.Equal(("gpt-4o-mini", "openai", UsageSource.Provider), (record.Model, record.Provider, record.Usage!.Source));
        Assert.Equal((record.Usage.Total, record.Usage.Total), (record.Spend!.Microusd, record.Spend.Tokens));
        Assert.InRange(record.Usage.Output, 1, 200);
    }

    [Fact]
    public async Task Accounts_AreRebuiltFromTheRecordsWhenRedisIsEmptied()
    {
        await using var gateway = await StartAsync(Backend.Cluster, limit: "0.03");
        await (await SearchAsync(gateway)).MustBeOkAsync();
        await (await SearchAsync(gateway)).MustBeOkAsync();
        var redis = gateway.Proxy.Services.GetRequiredService<IConnectionMultiplexer>();
        foreach (var key in redis.GetServers()[0].Keys(pattern: $"*{_policyId}*").ToArray())
        {
            await redis.GetDatabase().KeyDeleteAsync(key);
        }

        await (await SearchAsync(gateway)).MustBeOkAsync();
        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.BudgetExceeded);
    }

    [Fact]
    public async Task Accounts_AreRebuiltFromTheRecordsWhenTheProcessIsStartedAnew()
    {
        await using var gateway = await StartAsync(Backend.Embedded, limit: "0.02");
        await (await SearchAsync(gateway)).MustBeOkAsync();
        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        await (await SearchAsync(gateway)).MustBeOkAsync();
        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.BudgetExceeded);
    }

    [Fact]
    public async Task BudgetThatCannotBeRead_503()
    {
        await using var gateway = await StartAsync(Backend.Embedded, limit: "a lot");

        await (await SearchAsync(gateway)).MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>One that no stored result serves.</summary>
    private Task<HttpResponseMessage> SearchAsync(TestGateway gateway) =>
        gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/search", new { q = $"coffee {_searches++}" });

    private static async Task<long> SpentAsync(TestGateway gateway) =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<SpendReportResponse>("/v1/admin/spend", GatewayJson.Strict))!.Total.Microusd;

    private async Task<TestGateway> StartAsync(Backend backend, string limit, params string[] arguments)
    {
        var prices = Path.Combine(_folder.Path, "prices.json");
        await File.WriteAllTextAsync(prices, """{"tools": {"serpapi:search": "0.01"}, "models": {"gpt-4o-mini": {"input": "1", "output": "1"}}}""");
        // A busy test machine must not look like an outage of Redis.
        var gateway = await TestGateway.StartAsync(backend, [$"--PRICES_FILE={prices}", "--Limits:RedisTimeout=00:00:20", .. arguments]);
        gateway.UseAnAgentOfItsOwn();
        var budget = new BudgetSpec { Name = "searches", Limit = limit, Window = new BudgetWindowSpec { Calendar = CalendarWindow.Day }, Scopes = ["serpapi:*", "openai:*"] };
        gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1000, "1s", 2000)) with
        {
            Budgets = [new PolicyBudget(_policyId, "research", 1, budget)],
        };
        return gateway;
    }
}
