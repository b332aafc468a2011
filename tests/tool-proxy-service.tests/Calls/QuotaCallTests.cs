using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

public sealed class QuotaCallTests
{
    private static readonly QuotaSpec Searches = new("serpapi:search", 2, "1d");

    [Fact]
    public async Task Call_TwoProxies200InParallelWithOneLeft_ExactlyOne()
    {
        await using var gateway = await StartAsync(Backend.Cluster, Searches);
        await using var other = await gateway.StartAnotherProxyAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();

        var answers = await CallAsync(gateway.Proxy, other);

        Assert.Equal(1, answers.Count(answer => answer == HttpStatusCode.OK));
        Assert.Equal(199, answers.Count(answer => answer == HttpStatusCode.TooManyRequests));
        Assert.Equal(2, (await gateway.RecordsAsync("?outcome=ok")).Count);
    }

    [Fact]
    public async Task Call_OneProxyInProcess200InParallelWithOneLeft_ExactlyOne()
    {
        await using var gateway = await StartAsync(Backend.Embedded, Searches);
        await (await gateway.SearchAsync()).MustBeOkAsync();

        var answers = await CallAsync(gateway.Proxy, gateway.Proxy);

        Assert.Equal(1, answers.Count(answer => answer == HttpStatusCode.OK));
        Assert.Equal(199, answers.Count(answer => answer == HttpStatusCode.TooManyRequests));
    }

    [Theory, BothBackends]
    public async Task Call_OverTheQuota_429WithEveryLimit(Backend backend)
    {
        await using var gateway = await StartAsync(backend, Searches, new QuotaSpec("*", 10, "31d", QuotaStrategy.Fixed));

        var first = await gateway.SearchAsync();
        await gateway.SearchAsync();
        var third = await gateway.SearchAsync();

        Assert.Equal(
            "\"rate\";q=2000;w=2, \"quota:serpapi:search:86400:sliding\";q=2;w=86400, \"quota:*:2678400:fixed\";q=10;w=2678400",
            first.Header("RateLimit-Policy"));
        Assert.Matches(
            "^\"rate\";r=(1999|2000);t=[01], \"quota:serpapi:search:86400:sliding\";r=1;t=8[67]\\d{3}, \"quota:\\*:2678400:fixed\";r=9;t=\\d+$",
            first.Header("RateLimit"));
        var problem = await third.MustBeAsync(GatewayErrors.QuotaExceeded);
        Assert.Equal((0L, "quota serpapi:search"), (problem.Remaining!.Value, problem.Rule));
        Assert.InRange(problem.RetryAfterSeconds!.Value, 86_400 - 60, 86_400 + 1440);
        Assert.Equal(problem.RetryAfterSeconds.ToString(), third.Header("Retry-After"));
        Assert.Contains("\"quota:*:2678400:fixed\";r=8;", third.Header("RateLimit"), StringComparison.Ordinal);
        Assert.Null(third.Header("X-Limits-Degraded"));

        var records = await gateway.RecordsAsync();
        Assert.Equal(["quota_exceeded", "ok", "ok"], records.Select(record => record.Outcome));
        Assert.Null(records[0].CountedAt);
        Assert.All(records.Skip(1), record => Assert.InRange(record.CountedAt!.Value - record.OccurredAt, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1)));
    }

    [Theory, BothBackends]
    public async Task Call_DeniedInvalidOrNotConfigured_LeavesTheQuotaAlone(Backend backend)
    {
        await using var gateway = await StartAsync(backend, arguments: ["--UPSTREAM_MODE:openai=live"], new QuotaSpec("*", 1, "1d"));
        var allow = gateway.Decide;
        gateway.Decide = question => question.Tool == "http_fetch" ? TestGateway.Denied(question) : allow(question);
        using var client = gateway.Client();

        await (await client.PostAsJsonAsync("/v1/tools/http_fetch/get", new { url = "https://example.com" })).MustBeAsync(GatewayErrors.ScopeDenied);
        await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { })).MustBeAsync(GatewayErrors.ParamsInvalid);
        var unconnected = await client.PostAsJsonAsync(
            "/v1/tools/openai/complete", new { model = "gpt-4o-mini", prompt = "Hello" });
        await unconnected.MustBeAsync(GatewayErrors.ToolNotConfigured);
        Assert.All(await gateway.RecordsAsync(), record => Assert.Equal((0, null), (record.Attempts, record.CountedAt)));

        await (await gateway.SearchAsync()).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.QuotaExceeded);
    }

    [Fact]
    public async Task Call_AfterRestart_QuotaIsStillUsedUp()
    {
        await using var gateway = await StartAsync(Backend.Embedded, Searches);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        await (await gateway.SearchAsync()).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.QuotaExceeded);
    }

    [Theory]
    [InlineData("0s", 5)]
    [InlineData("32d", 5)]
    [InlineData("soon", 5)]
    [InlineData("1d", 0)]
    public async Task Call_QuotaThatCannotBeRead_503(string window, long limit)
    {
        await using var gateway = await StartAsync(Backend.Embedded, new QuotaSpec("*", limit, window));

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    private static Task<TestGateway> StartAsync(Backend backend, params QuotaSpec[] quotas) => StartAsync(backend, arguments: [], quotas);

    private static async Task<TestGateway> StartAsync(Backend backend, string[] arguments, params QuotaSpec[] quotas)
    {
        // A busy test machine must not look like an outage of Redis.
        var gateway = await TestGateway.StartAsync(backend, ["--Limits:RedisTimeout=00:00:20", .. arguments]);
        gateway.Holders[TestGateway.Token] = TestGateway.Agent() with { Sub = GatewayId.New(GatewayId.Agent, TimeProvider.System) };
        gateway.Decide = question => TestGateway.Allowed(question, new RateLimitSpec(1000, "1s", 2000)) with { Quotas = quotas };
        return gateway;
    }

    private static Task<HttpStatusCode[]> CallAsync(RunningService one, RunningService other)
    {
        HttpClient[] clients = [one.Client(TestGateway.Token), other.Client(TestGateway.Token)];
        return Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            (await clients[i % 2].PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" })).StatusCode));
    }
}
