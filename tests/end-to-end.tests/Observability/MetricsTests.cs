using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Observability;

/// <summary>What dashboards and alerts ask for is what a running gateway says.</summary>
public sealed class MetricsTests
{
    private static readonly string[] Promised =
    [
        "gateway_agent_creations_total", "gateway_token_generations_total", "gateway_token_validations_total",
        "gateway_token_expirations_total", "gateway_token_revocations_total", "gateway_policy_denials_total",
        "gateway_requests_total", "gateway_request_duration_ms_bucket", "gateway_cache_hits_total", "gateway_cache_misses_total",
        "gateway_retries_total", "gateway_breaker_fastfail_total", "gateway_breaker_state", "gateway_rate_limited_total",
        "gateway_chaos_injections_total", "gateway_security_events_total", "gateway_audit_backlog", "gateway_audit_lost_total",
        "gateway_limits_degraded", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds",
        "process_open_fds", "process_threads", "gateway_build_info", "dotnet_gc_collections_total", "dotnet_gc_pause_time_seconds_total",
        "gateway_mcp_tools", "gateway_mcp_server_up", "gateway_budget_spent_microusd", "gateway_budget_held_microusd", "gateway_budget_limit_microusd",
        "gateway_budget_overrun_microusd", "gateway_budget_refused_total", "gateway_budget_alerts_total", "gateway_model_streams_ended_total",
        "gateway_model_usage_total",
    ];

    [Theory]
    [InlineData("up", "up")]
    [InlineData("""sum by (tool) (rate(a_total{code=~"x|y"}[5m])) / sum(rate(b_total[1h] offset 5m)) > 0.2""", "a_total", "b_total")]
    [InlineData("max by (tool) (state) > 0 and on (tool) (sum(c) or vector(0)) > 5e3", "state", "c")]
    [InlineData("time() - started_seconds{job=~\"$service\"}", "started_seconds")]
    public void Of_Expression_IsItsMetrics(string expression, params string[] metrics) =>
        Assert.Equal(metrics, QueriedMetrics.Of(expression));

    [Fact]
    public async Task Scrape_OfAGatewayThatDidEverything_HasWhatIsPromisedAndAskedFor()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        await DoEverythingAsync(gateway);
        await DeclareMcpServerAsync(gateway);
        await SpendAsync(gateway);

        // A call is answered when its record is safe; that nothing waits any more is counted after that.
        var scrape = await Scrape.OfAsync(gateway);
        await Eventually.TrueAsync(
            async () => (scrape = await Scrape.OfAsync(gateway)).Sum("gateway_audit_backlog") is 0, "no record waits");

        Assert.Empty(Promised.Except(scrape.Names));
        // Prometheus itself says which targets are up.
        Assert.Empty(QueriedMetrics.OfDashboards().Except(scrape.Names).Except(["up"]));
        Assert.Empty(QueriedMetrics.OfAlerts().Except(scrape.Names).Except(["up"]));
        // And the other way round: what the gateway promises is shown.
        Assert.Empty(Promised.Where(name => name.StartsWith("gateway_", StringComparison.Ordinal)).Except(QueriedMetrics.OfDashboards()));
        Assert.Equal(0, scrape.Sum("gateway_audit_lost_total"));
        Assert.Equal(2, scrape.Sum("gateway_breaker_state", "tool=\"serpapi\""));
        Assert.Equal(3, scrape.Sum("gateway_agent_creations_total"));
        Assert.Equal(1, scrape.Sum("gateway_token_revocations_total", "scope=\"token\""));
    }

    /// <summary>An increase is seen only from a number that was there before.</summary>
    [Fact]
    public async Task Scrape_BeforeAnythingHappened_HasZeros()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        // What the gateway itself stored at its first start is on record, and has arrived.
        await gateway.Operator.GetAsync<Page<OperatorChangeResponse>>("/v1/admin/changes");

        var scrape = await Scrape.OfAsync(gateway);

        string[] zeros =
        [
            "gateway_agent_creations_total", "gateway_token_generations_total", "gateway_token_expirations_total",
            "gateway_token_revocations_total", "gateway_audit_backlog", "gateway_audit_lost_total", "gateway_limits_degraded",
        ];
        Assert.All(zeros, name => Assert.True(scrape.Sum(name) is 0, $"{name}: {scrape.Sum(name)}"));
        Assert.Equal(0, scrape.Sum("gateway_security_events_total", "kind=\"provenance_mismatch\""));
        Assert.Equal(0, scrape.Sum("gateway_security_events_total", "kind=\"assertion_replayed\""));
        Assert.Equal(0, scrape.Sum("gateway_breaker_state", "tool=\"serpapi\""));
    }

    [Fact]
    public async Task Process_OfEachService_IsInItsScrape()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);

        var scrape = await Scrape.OfAsync(gateway);

        // All three share this process.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(scrape.Sum("process_start_time_seconds")!.Value / 3, now - 3600, now);
        Assert.InRange(scrape.Sum("process_resident_memory_bytes")!.Value / 3, 20e6, 20e9);
        Assert.InRange(scrape.Sum("process_cpu_seconds_total")!.Value / 3, 0.1, 36_000);
        Assert.InRange(scrape.Sum("process_open_fds")!.Value / 3, 10, 100_000);
        Assert.InRange(scrape.Sum("process_threads")!.Value / 3, 3, 10_000);
    }

    private static async Task DoEverythingAsync(RunningGateway gateway)
    {
        var (agent, token) = await gateway.CreateAgentWithTokenAsync();
        using var client = gateway.Proxies[0].Client(token.Token);
        await MustBeAsync(HttpStatusCode.OK, client.SearchAsync());
        await MustBeAsync(HttpStatusCode.OK, client.SearchAsync());
        await MustBeAsync(HttpStatusCode.Forbidden, client.PostAsJsonAsync("/v1/tools/gmail_send/profile", new { }));

        // Retried, then held back by the breaker.
        await gateway.Operator.PostAsync<ChaosResponse>("/v1/admin/chaos", new { tool = "serpapi", kind = "error", percentage = 100 });
        for (var i = 0; i < 20; i++)
        {
            using var failed = await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = $"not asked before {i}" });
            Assert.True((int)failed.StatusCode is 502 or 503, $"{failed.StatusCode}");
        }

        await gateway.Operator.RevokeAsync(token.TokenId);
        await MustBeAsync(HttpStatusCode.Unauthorized, client.SearchAsync());

        var slow = await gateway.CreateAgentAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new
        {
            name = "slow",
            agent_id = slow.AgentId,
            spec = new { scopes = (string[])["http_fetch:*"], rate_limit = new { requests = 1, per = "1h", burst = 1 } },
        });
        using var second = gateway.Proxies[0].Client((await gateway.IssueTokenAsync(slow.AgentId)).Token);
        await MustBeAsync(HttpStatusCode.Forbidden, second.PostAsJsonAsync("/v1/tools/gmail_send/profile", new { }));
        await MustBeAsync(HttpStatusCode.TooManyRequests, second.PostAsJsonAsync("/v1/tools/gmail_send/profile", new { }));
    }

    /// <summary>A streamed answer that reaches a threshold of its budget, and one that would pass it.</summary>
    private static async Task SpendAsync(RunningGateway gateway)
    {
        var prices = new { models = new Dictionary<string, object> { ["gpt-5"] = new { input = "1", output = "1" } } };
        await MustBeAsync(HttpStatusCode.OK, gateway.Operator.PutAsJsonAsync("/v1/admin/prices", prices));
        var writer = await gateway.CreateAgentAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new
        {
            name = "writer",
            agent_id = writer.AgentId,
            spec = new
            {
                scopes = (string[])["openai:chat"],
                budgets = (object[])[new { name = "daily", limit = "0.0005", window = new { calendar = "day" }, alerts = (int[])[1] }],
            },
        });
        using var client = gateway.Proxies[0].Client((await gateway.IssueTokenAsync(writer.AgentId)).Token);
        object Ask(int most) => new { model = "gpt-5", stream = true, max_completion_tokens = most, messages = (object[])[new { role = "user", content = "Write." }] };
        await MustBeAsync(HttpStatusCode.OK, client.PostAsJsonAsync("/v1/chat/completions", Ask(100)));
        await MustBeAsync(HttpStatusCode.PaymentRequired, client.PostAsJsonAsync("/v1/chat/completions", Ask(10_000)));
    }

    private static async Task DeclareMcpServerAsync(RunningGateway gateway)
    {
        await gateway.Operator.PostAsync<JsonElement>("/v1/admin/tools", new { tool = "docs", mcp = new { url = "https://docs.example.com/mcp" } });
        var server = await gateway.Operator.PostAsync<McpServerResponse>("/v1/admin/mcp-servers/docs/refresh", new { });
        Assert.NotNull(server.Problem);
    }

    private static async Task MustBeAsync(HttpStatusCode status, Task<HttpResponseMessage> call)
    {
        using var response = await call;
        Assert.True(response.StatusCode == status, $"{response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
