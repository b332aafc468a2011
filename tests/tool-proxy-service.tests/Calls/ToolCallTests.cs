using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

public sealed class ToolCallTests
{
    [Fact]
    public async Task Call_Allowed_AnswersWithDataAndMeta()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "my-own-id");

        var response = await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });

        var answer = await response.MustBeOkAsync();
        Assert.NotNull(answer.Data);
        Assert.Equal((TestGateway.AgentId, "scout"), (answer.Meta.AgentId, answer.Meta.AgentName));
        Assert.Equal(("serpapi", "search"), (answer.Meta.Tool, answer.Meta.Action));
        Assert.Equal((1, false), (answer.Meta.Attempts, answer.Meta.Cached));
        Assert.True(answer.Meta.ResponseTimeMs > 0);
        Assert.Equal("my-own-id", answer.Meta.CorrelationId);
        Assert.Equal("my-own-id", response.Header("X-Correlation-Id"));
    }

    [Fact]
    public async Task Call_Repeated_AsksOtherServicesOnce()
    {
        await using var gateway = await TestGateway.StartAsync();

        for (var i = 0; i < 5; i++)
        {
            await (await gateway.SearchAsync()).MustBeOkAsync();
        }

        Assert.Equal(1, gateway.Auth.Count("/oauth2/introspect"));
        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_UnknownTool_StrangerIsIdentifiedFirst()
    {
        await using var gateway = await TestGateway.StartAsync();

        var anonymous = await gateway.Client(null).PostAsJsonAsync("/v1/tools/teleport/now", new { });
        var known = await gateway.Client().PostAsJsonAsync("/v1/tools/teleport/now", new { });
        var knownTool = await gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/destroy", new { });

        await anonymous.MustBeAsync(GatewayErrors.TokenMissing);
        await known.MustBeAsync(GatewayErrors.ToolUnknown);
        await knownTool.MustBeAsync(GatewayErrors.ToolUnknown);
        Assert.Equal(0, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_ToolNotInToken_DeniedWithoutAskingPolicy()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders["narrow"] = TestGateway.Agent(tools: ["http_fetch"]);

        var problem = await (await gateway.SearchAsync("narrow")).MustBeAsync(GatewayErrors.ScopeDenied);

        Assert.Equal("token tools", problem.Rule);
        Assert.Equal(0, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_PermissionNotInToken_DeniedWithoutAskingPolicy()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[TestGateway.Token] = TestGateway.Agent(permissions: ["read"]);

        var problem = await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.ScopeDenied);

        Assert.Equal("token permissions", problem.Rule);
        Assert.Equal(0, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_PolicyDenies_TellsRuleAndReasonAndRemembers()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        var problem = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);

        Assert.Equal("deny serpapi:search", problem.Rule);
        Assert.Equal("The policy denies it.", problem.Detail);
        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_ParametersNotValid_NamesTheFields()
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/search", new { num = 5 }))
            .MustBeAsync(GatewayErrors.ParamsInvalid);

        Assert.Contains("q", problem.Errors!.Keys);
    }

    [Fact]
    public async Task Call_OverTheRate_429WithHeaders()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1, "1h", Burst: 2));

        var first = await gateway.SearchAsync();
        await gateway.SearchAsync();
        var third = await gateway.SearchAsync();

        await first.MustBeOkAsync();
        Assert.Equal("\"rate\";q=2;w=7200", first.Header("RateLimit-Policy"));
        Assert.Equal("\"rate\";r=1;t=3600", first.Header("RateLimit"));
        var problem = await third.MustBeAsync(GatewayErrors.RateLimited);
        Assert.InRange(problem.RetryAfterSeconds!.Value, 3590, 3600);
        Assert.Equal(problem.RetryAfterSeconds.ToString(), third.Header("Retry-After"));
        Assert.Equal(0, problem.Remaining);
        Assert.StartsWith("\"rate\";r=0;", third.Header("RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_DeniedAndInvalidCalls_ConsumeTheRate()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => question.Tool == "serpapi"
            ? TestGateway.Allowed(question, new RateLimitSpec(1, "1h", Burst: 2))
            : TestGateway.Denied(question, new RateLimitSpec(1, "1h", Burst: 2));

        await (await gateway.Client().PostAsJsonAsync("/v1/tools/http_fetch/get", new { url = "https://example.com" }))
            .MustBeAsync(GatewayErrors.ScopeDenied);
        await (await gateway.Client().PostAsJsonAsync("/v1/tools/serpapi/search", new { })).MustBeAsync(GatewayErrors.ParamsInvalid);

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.RateLimited);
    }

    [Fact]
    public async Task Call_FloodOfUnknownTools_IsLimitedAndLeavesTheAgentsBucketAlone()
    {
        // Time stands still: no bucket is refilled.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton<TimeProvider>(clock));
        gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1, "1h", Burst: 2));
        await (await gateway.SearchAsync()).MustBeOkAsync();
        using var client = gateway.Client();

        var codes = new List<int>();
        for (var i = 0; i < 203; i++)
        {
            using var response = await client.PostAsJsonAsync("/v1/tools/teleport/now", new { });
            codes.Add((int)response.StatusCode);
        }

        Assert.Equal(Enumerable.Repeat(404, 200).Concat([429, 429, 429]), codes);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.RateLimited);
    }

    [Theory]
    [InlineData("Search!")]
    [InlineData("two words")]
    [InlineData("a,b")]
    public async Task Call_IntentNotValid_400(string intent)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Agent-Intent", intent);

        var problem = await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" })).MustBeAsync(GatewayErrors.ParamsInvalid);

        Assert.Equal(["intent"], problem.Errors!.Keys);
        Assert.Equal(0, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Call_WithIntent_PolicyHearsItAndAnswersAreKeptApart()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => question.Intent == "lead_discovery" ? TestGateway.Allowed(question) : TestGateway.Denied(question);
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Agent-Intent", "lead_discovery");

        await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" })).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
    }

    [Fact]
    public async Task Call_TokenAboutToEnd_RecommendsRotation()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders["short"] = TestGateway.Agent(age: TimeSpan.FromMinutes(1), left: TimeSpan.FromMinutes(4));
        gateway.Holders["old"] = TestGateway.Agent(age: TimeSpan.FromHours(20), left: TimeSpan.FromHours(4));

        var fresh = await gateway.SearchAsync();
        var shortLived = await gateway.SearchAsync("short");
        var old = await gateway.SearchAsync("old");

        Assert.Null(fresh.Header("X-Token-Rotation-Recommended"));
        Assert.Null(fresh.Header("X-Token-Expires-At"));
        Assert.Equal("true", shortLived.Header("X-Token-Rotation-Recommended"));
        Assert.Equal("true", old.Header("X-Token-Rotation-Recommended"));
        var end = DateTimeOffset.FromUnixTimeSeconds(gateway.Holders["old"].Exp!.Value);
        Assert.Equal(end, DateTimeOffset.Parse(old.Header("X-Token-Expires-At")!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task ListTools_ShowsWhatTokenAndPolicyBothAllow()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Holders[TestGateway.Token] = TestGateway.Agent(tools: ["serpapi", "http_fetch", "gmail_send"], permissions: ["read"]);
        gateway.Decide = question => question.Action == "head" ? TestGateway.Denied(question) : TestGateway.Allowed(question);

        var list = (await gateway.Client().GetFromJsonAsync<ToolListResponse>("/v1/tools", GatewayJson.Strict))!;

        Assert.Equal(
            ["gmail_send.profile", "http_fetch.get", "serpapi.search"],
            list.Tools.Select(tool => $"{tool.Tool}.{tool.Action}").Order());
        Assert.All(list.Tools, tool => Assert.Equal("object", tool.Parameters["type"]?.GetValue<string>()));
        await (await gateway.Client(null).GetAsync("/v1/tools")).MustBeAsync(GatewayErrors.TokenMissing);
        await (await gateway.Client(TestSecrets.AdminKey).GetAsync("/v1/tools")).MustBeAsync(GatewayErrors.TokenInvalid);
    }

    [Fact]
    public async Task ListTools_AFloodOfThem_IsLimited()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = gateway.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * RateLimit.Default.Burst).Select(_ => client.GetAsync("/v1/tools")));

        var refused = answers.First(answer => !answer.IsSuccessStatusCode);
        Assert.NotNull((await refused.MustBeAsync(GatewayErrors.RateLimited)).RetryAfterSeconds);
    }

    [Fact]
    public async Task Metrics_AfterCalls_HaveBoundedLabels()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => question.Tool == "serpapi" ? TestGateway.Allowed(question) : TestGateway.Denied(question);
        await gateway.SearchAsync();
        await gateway.SendMailAsync();
        await gateway.Client().PostAsJsonAsync("/v1/tools/teleport-9000/now", new { });

        var metrics = await gateway.Client(null).GetStringAsync("/metrics");

        Assert.Contains("gateway_requests_total{action=\"search\",code=\"ok\",tool=\"serpapi\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_requests_total{action=\"unknown\",code=\"tool_unknown\",tool=\"unknown\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains(
            "gateway_policy_denials_total{action=\"send\",reason=\"scope_denied\",tool=\"gmail_send\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_request_duration_ms_bucket{action=\"search\",tool=\"serpapi\",le=\"0.5\"}", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("teleport", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGateway.AgentId, metrics, StringComparison.Ordinal);
    }
}
