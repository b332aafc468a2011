using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>
/// What failed attempts cost. At <c>one</c> a token of input costs 1 and of output 2 millionths of a dollar, at <c>two</c> 3 and 7; input that is
/// cached is as dear as other.
/// </summary>
public sealed class FailedAttemptTests : IDisposable
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120}";
    private const long OfOne = 100 + (20 * 2);
    private const long OfTwo = (10 * 3) + (5 * 7);

    private readonly TemporaryDirectory _folder = new();
    private readonly string _policyId = GatewayId.New(GatewayId.Policy, TimeProvider.System);

    public static TheoryData<string, bool> Failures() => new()
    {
        { "refusal with usage", false },
        { "answer that is no JSON", false },
        { "error before the first event", true },
        { "stream that is cut while it is held back", true },
        { "refused credential", false },
    };

    [Theory, MemberData(nameof(Failures))]
    public Task Ask_FailureWithUsageInProcess_EveryProviderIsPaid(string failure, bool streams) => AskAsync(Backend.Embedded, failure, streams);

    [Theory, MemberData(nameof(Failures))]
    public Task Ask_FailureWithUsageInCluster_EveryProviderIsPaid(string failure, bool streams) => AskAsync(Backend.Cluster, failure, streams);

    [Theory, BothBackends]
    public async Task Ask_AllFail_TheKnownUsageIsPaid(Backend backend)
    {
        await using var models = await StartAsync(backend);
        models.One.Say(500, $$"""{"error":{},{{Usage}}}""");
        models.Two.Say(503, "{}");

        await (await models.AskAsync("fast", ",\"max_tokens\":50")).MustRefuseAsync(GatewayErrors.UpstreamFailed);

        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal((OfOne, 120, "two"), (record.Spend?.Microusd, record.Spend?.Tokens, record.Provider));
        Assert.Null(record.Usage);
        await MustBePaidAsync(models, OfOne, [("one", 1, OfOne), ("two", 1, 0)]);
    }

    [Theory, BothBackends]
    public async Task Ask_NobodyKnowsWhatTheFirstCostAndNobodyAnswers_TheHoldIsPaid(Backend backend)
    {
        await using var models = await StartAsync(backend);
        models.One.Answer = ModelGateway.Streams("", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await models.Two.StopAsync();

        await (await models.AskAsync("fast", ",\"max_tokens\":50")).MustRefuseAsync(GatewayErrors.UpstreamFailed);

        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal(UsageSource.Hold, Assert.Single(record.FailedAttempts!).Usage?.Source);
        Assert.Null(record.FailedAttempts![0].Microusd);
        Assert.True(record.Spend?.Microusd > 50 * 7, $"{record.Spend}");
        await MustBePaidAsync(models, record.Spend!.Microusd, [("two", 1, record.Spend.Microusd)]);
    }

    [Fact]
    public async Task Ask_NobodyKnowsWhatTheFirstCostAndAnotherAnswers_TheAnswerIsPaid()
    {
        await using var models = await StartAsync(Backend.Embedded);
        models.One.Say(200, """["no object"]""");

        Assert.Equal(HttpStatusCode.OK, (await models.AskAsync("fast", ",\"max_tokens\":50")).StatusCode);

        var record = await models.Gateway.OnlyRecordAsync();
        Assert.Equal((OfTwo, UsageSource.Hold), (record.Spend?.Microusd, record.FailedAttempts?[0].Usage?.Source));
    }

    public void Dispose() => _folder.Dispose();

    private async Task AskAsync(Backend backend, string failure, bool streams)
    {
        await using var models = await StartAsync(backend, holdsBack: streams);
        models.One.Answer = context => FailAsync(context, failure);
        models.Two.Answer = streams ? ModelGateway.Streams(ModelGateway.ChatStream()) : models.Two.Answer;

        var response = await models.AskAsync(failure == "refused credential" ? "gpt-5-mini" : "fast", $",\"max_tokens\":50,\"stream\":{(streams ? "true" : "false")}");
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var record = await models.Gateway.OnlyRecordAsync();
        var failed = Assert.Single(record.FailedAttempts!);
        Assert.Equal(("one", "gpt-5-mini", OfOne, 100, 20), (failed.Provider, failed.ProviderModel, failed.Microusd, failed.Usage?.Input, failed.Usage?.Output));
        var (provider, own) = failure == "refused credential" ? ("one", 10L + (5 * 2)) : ("two", OfTwo);
        var cost = OfOne + own;
        Assert.Equal(("ok", provider, 15, cost, 135), (record.Outcome, record.Provider, record.Usage?.Total, record.Spend?.Microusd, record.Spend?.Tokens));
        var told = streams ? answer.Contains(string.Create(CultureInfo.InvariantCulture, $": cost_microusd {cost}\n"), StringComparison.Ordinal)
            : response.Headers.Only("X-Cost-Microusd") == cost.ToString(CultureInfo.InvariantCulture);
        Assert.True(told, answer);
        await MustBePaidAsync(models, cost, provider == "one" ? [("one", 1, cost)] : [("one", 1, OfOne), ("two", 1, OfTwo)]);
        Assert.Contains("gen_ai_client_inference_usage_output_tokens_total", await models.Gateway.Client().GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private static async Task FailAsync(HttpContext context, string failure)
    {
        switch (failure)
        {
            case "refusal with usage":
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync($$"""{"error":{"message":"out of memory"},{{Usage}}}""");
                break;
            case "answer that is no JSON":
                await context.Response.WriteAsync($$"""{{{Usage}},"choices":[""");
                break;
            case "error before the first event":
                await ModelGateway.Streams($$"""data: {"error":{"message":"overloaded"},{{Usage}}}""" + "\n\n")(context);
                break;
            case "stream that is cut while it is held back":
                var events = ModelGateway.ChatStream().Split("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-5\",\"choices\":[],\"usage\"")[0];
                // The connection is closed when the answer turns out to be shorter; an abort could take back what was sent.
                context.Response.ContentLength = 1_000_000;
                await ModelGateway.Streams($"{events}data: {{\"choices\":[],{Usage}}}\n\n")(context);
                break;
            default:
                var isFirst = context.Request.Headers.Authorization == $"Bearer {ModelGateway.Secret}";
                context.Response.StatusCode = isFirst ? 429 : 200;
                await context.Response.WriteAsync(isFirst ? $$"""{"error":{},{{Usage}}}""" : ModelGateway.Chat());
                break;
        }
    }

    /// <summary>Budget, and report of spending by provider and in all.</summary>
    private static async Task MustBePaidAsync(ModelGateway models, long cost, (string Provider, long Calls, long Microusd)[] providers)
    {
        var report = (await models.Gateway.Proxy.AdminClient().GetFromJsonAsync<SpendReportResponse>("/v1/admin/spend?group_by=provider", GatewayJson.Strict))!;
        Assert.Equal(providers.Order(), report.Rows.Select(row => (row.Provider!, row.Sum.Calls, row.Sum.Microusd)).Order());
        Assert.Equal((1, cost), (report.Total.Calls, report.Total.Microusd));
        var agents = (await models.Gateway.Proxy.AdminClient().GetFromJsonAsync<SpendReportResponse>("/v1/admin/spend", GatewayJson.Strict))!;
        Assert.Equal((1, cost), (agents.Rows.Single().Sum.Calls, agents.Rows.Single().Sum.Microusd));
        var budget = Assert.Single((await models.Gateway.Client().GetFromJsonAsync<BudgetListResponse>("/v1/budgets", GatewayJson.Strict))!.Budgets);
        Assert.Equal(((cost / 1_000_000m).ToString(CultureInfo.InvariantCulture), "0"), (budget.Spent, budget.Held));
    }

    private async Task<ModelGateway> StartAsync(Backend backend, bool holdsBack = false)
    {
        var prices = Path.Combine(_folder.Path, "prices.json");
        await File.WriteAllTextAsync(prices, """
            {"models": {"one/gpt-5-mini": {"input": "1", "output": "2"}, "two/spare": {"input": "3", "output": "7"}}}
            """);
        var models = await ModelGateway.StartAsync(backend, settings: [$"--PRICES_FILE={prices}", "--Limits:RedisTimeout=00:00:20"]);
        models.Gateway.UseAnAgentOfItsOwn();
        var budget = new BudgetSpec { Name = "models", Limit = "10", Window = new BudgetWindowSpec { Sliding = "24h" }, Scopes = ["openai:*"] };
        models.Gateway.Decide = question => (holdsBack
            ? TestGateway.Constrained(question, "\"models\":{\"stream_filter\":\"buffer\"},\"response_filters\":{\"block_patterns\":[\"secret\"]}")
            : TestGateway.Allowed(question)) with
        {
            Budgets = [new PolicyBudget(_policyId, "research", 1, budget)],
        };
        return models;
    }
}
