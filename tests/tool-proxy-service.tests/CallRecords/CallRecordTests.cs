using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Audit;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.CallRecords;

public sealed class CallRecordTests
{
    [Theory, BothBackends]
    public async Task Call_Answered_IsRecordedInFull(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);

        var response = await gateway.SearchAsync();

        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Matches("^call_[0-9a-f]{32}$", record.CallId);
        Assert.Equal(response.Header("X-Correlation-Id"), record.CorrelationId);
        Assert.Equal((TestGateway.AgentId, "scout", "scraper"), (record.AgentId, record.AgentName, record.Role));
        Assert.Equal(TestGateway.TokenId, record.TokenId);
        Assert.Equal(("serpapi", "search", "ok", 200), (record.Tool, record.Action, record.Outcome, record.Status));
        Assert.Equal(("allow serpapi:*", TestGateway.PolicyId, 3), (record.Rule, record.PolicyId, record.PolicyVersion));
        Assert.Equal((1, false, 14L), (record.Attempts, record.Cached, record.RequestBytes));
        Assert.True(record.ResponseBytes > 0 && record.DurationMs > 0);
        Assert.NotNull(record.ParamsHash);
        Assert.Equal(("{\"q\":\"coffee\"}", null, null), (record.Params?.ToJsonString(), record.Intent, record.WouldDeny));
        Assert.InRange(TimeProvider.System.GetUtcNow() - record.OccurredAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory, BothBackends]
    public async Task Call_WithIntent_KeepsTheIntentIfItIsOne(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        foreach (var intent in (string[])["lead_discovery", "No Intent"])
        {
            using var client = gateway.Client();
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Agent-Intent", intent);
            await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" });
        }

        await gateway.Client(null).PostAsJsonAsync("/api/proxy-request", new
        {
            agent_token = TestGateway.Token,
            tool = "serpapi",
            action = "search",
            intent = "old_client",
            @params = new { q = "x" },
        });

        Assert.Equal(["old_client", null, "lead_discovery"], (await gateway.RecordsAsync()).Select(record => record.Intent));
    }

    [Fact]
    public async Task Call_ParametersNotValid_AreNotKept()
    {
        await using var gateway = await TestGateway.StartAsync();

        await gateway.CallAsync("serpapi/search", "{\"q\":\"x\",\"unknown\":\"y\"}");

        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("params_invalid", null), (record.Outcome, record.Params));
        Assert.NotNull(record.ParamsHash);
    }

    [Theory, BothBackends]
    public async Task Call_EveryWayOut_IsRecordedOnce(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        gateway.Decide = question => question.Tool switch
        {
            "openai" => TestGateway.Denied(question),
            "gmail_send" => TestGateway.Allowed(question, new RateLimitSpec(1, "1h", Burst: 1)),
            _ => TestGateway.Allowed(question),
        };
        using var client = gateway.Client();

        await gateway.SearchAsync(null);
        await gateway.SearchAsync("garbage");
        await client.PostAsJsonAsync("/v1/tools/tele\u0007port/now", new { });
        await client.PostAsJsonAsync("/v1/tools/openai/chat", new { });
        await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { });
        await gateway.SearchAsync();
        await gateway.SendMailAsync();

        var records = await gateway.RecordsAsync();
        Assert.Equal(
            ["ok", "ok", "params_invalid", "scope_denied", "token_invalid", "token_missing", "tool_unknown"],
            records.Select(record => record.Outcome).Order(StringComparer.Ordinal));
        Assert.Equal("?", records.Single(record => record.Outcome == "tool_unknown").Tool);
        Assert.Null(records.Single(record => record.Outcome == "token_missing").AgentId);
        Assert.Equal("deny openai:chat", records.Single(record => record.Outcome == "scope_denied").Rule);
    }

    [Theory, BothBackends]
    public async Task Call_ManyAtOnce_EachIsRecorded(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        using var client = gateway.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(i =>
            client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = $"question {i}" })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var records = await gateway.RecordsAsync("?limit=200");
        Assert.Equal(150, records.Select(record => record.ParamsHash).Distinct().Count());
        Assert.Equal(
            answers.Select(answer => answer.Header("X-Correlation-Id")).Order(), records.Select(record => record.CorrelationId).Order());
    }

    [Fact]
    public async Task Call_CannotBeRecorded_503AndNoEffect()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var disk = JournalSurgery.Of(gateway);
        disk.Refuse();

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
        await (await gateway.SearchAsync("garbage")).MustBeAsync(GatewayErrors.DependencyUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Client().GetAsync("/health/ready")).StatusCode);

        disk.Heal();
        // The first one finds out, and leaves its record.
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        // By their rows: both calls may have begun in one millisecond.
        Assert.Equal(["dependency_unavailable", "ok"], (await gateway.RecordsAsync()).OrderBy(record => record.Seq).Select(record => record.Outcome));
    }

    [Fact]
    public async Task Call_EffectHappenedAndItsEndCannotBeRecorded_AnswersAndStaysUnfinishedOnRecord()
    {
        JournalSurgery? disk = null;
        var tools = new ScriptedTools(() =>
        {
            disk!.Refuse();
            return new JsonObject { ["id"] = "1" };
        });
        await using var gateway = await TestGateway.StartAsync(configure: tools.Use);
        using (disk = JournalSurgery.Of(gateway))
        {
            await (await gateway.SendMailAsync()).MustBeOkAsync();
        }

        var record = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("gmail_send", "unfinished", 0), (record.Tool, record.Outcome, record.Status));
        Assert.Contains("gateway_audit_lost_total{} 1", await gateway.Client().GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CallerGoesAway_IsRecordedAsCancelled()
    {
        await using var gateway = await TestGateway.StartAsync();
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        gateway.Policy.Answer = async context =>
        {
            asked.TrySetResult();
            await release.Task;
        };
        using var impatience = new CancellationTokenSource();

        var call = gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" }, impatience.Token);
        await asked.Task;
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var record = await gateway.OnlyRecordAsync();
        release.SetResult();
        Assert.Equal(("cancelled", 499), (record.Outcome, record.Status));
    }

    [Fact]
    public async Task Stop_CallUnderWay_FinishesAndItsRecordIsKept()
    {
        await using var gateway = await TestGateway.StartAsync();
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        gateway.Policy.Answer = async context =>
        {
            asked.TrySetResult();
            await release.Task;
            await gateway.AnswerDecisionAsync(context);
        };

        var call = gateway.SearchAsync();
        await asked.Task;
        var stopping = gateway.Proxy.DisposeAsync().AsTask();
        release.SetResult();

        await (await call).MustBeOkAsync();
        await stopping;
        await gateway.StartProxyAsync();
        Assert.Equal("ok", Assert.Single(await gateway.RecordsAsync()).Outcome);
    }
}
