using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.Serpapi;

/// <summary>serpapi.search through the whole proxy, against a server that behaves like SerpApi.</summary>
public sealed class LiveSerpapiTests : IAsyncDisposable
{
    private const string Key = "canary-serpapi-key";

    private readonly StandIn _serpapi = new()
    {
        Answer = context => context.Response.WriteAsJsonAsync(new
        {
            search_metadata = new { id = "65", status = "Success", raw_html_file = $"https://serpapi.com/searches/x.html?api_key={Key}" },
            search_parameters = new { engine = "google", q = "coffee" },
            organic_results = new[] { new { position = 1, title = "Coffee", link = "https://example.org/coffee" } },
        }),
    };

    [Fact]
    public async Task Search_AllParameters_AskedAsDocumented()
    {
        await using var gateway = await StartAsync();

        var answer = await (await gateway.CallAsync(
            "serpapi/search", """{"q":"coffee & tea","location":"Austin, Texas","num":20,"start":10,"safe":"active"}""")).MustBeOkAsync();

        Assert.Equal("https://example.org/coffee", (string?)answer.Data!["organic_results"]![0]!["link"]);
        Assert.Equal($"http://127.0.0.1:{_serpapi.Url.Port}", answer.Meta.Origin);
        Assert.DoesNotContain(Key, answer.Data.ToJsonString(), StringComparison.Ordinal);
        var asked = Assert.Single(_serpapi.Received);
        Assert.Equal(("GET", $"/search.json?engine=google&q=coffee%20%26%20tea&location=Austin%2C%20Texas&num=20&start=10&safe=active&output=json&api_key={Key}"), (asked.Method, asked.Target));
    }

    [Fact]
    public async Task Search_OtherEngine_IsPassedOn()
    {
        await using var gateway = await StartAsync();

        await (await gateway.CallAsync("serpapi/search", """{"q":"coffee","engine":"bing"}""")).MustBeOkAsync();

        Assert.StartsWith("/search.json?engine=bing&q=coffee&", _serpapi.Received.Single().Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_NothingFound_IsAGoodAnswerWithoutResults()
    {
        await using var gateway = await StartAsync();
        _serpapi.Answer = context => context.Response.WriteAsJsonAsync(new
        {
            search_information = new { organic_results_state = "Fully empty" },
            error = "Google hasn't returned any results for this query.",
        });

        var answer = await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Empty(answer.Data!["organic_results"]!.AsArray());
    }

    [Theory]
    [InlineData(200, "Unsupported `Atlantis` location - location parameter.", "params_invalid", true)]
    [InlineData(400, "Missing query `q` parameter.", "params_invalid", true)]
    [InlineData(401, "Invalid API key. Your API key should be here: https://serpapi.com/manage-api-key", "upstream_failed", false)]
    [InlineData(403, "The account associated with this API key doesn't have permission to access the requested resource", "upstream_failed", false)]
    [InlineData(429, "Your account has run out of searches.", "tool_busy", false)]
    [InlineData(500, "We couldn't get valid results for this search.", "upstream_failed", false)]
    public async Task Search_SerpapiRefuses_Told(int status, string error, string code, bool isReasonPassedOn)
    {
        await using var gateway = await StartAsync();
        _serpapi.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error });
        };

        var problem = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ByCode[code]);

        Assert.Equal(isReasonPassedOn, problem.Detail!.Contains(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task Search_RefusalNamesTheKey_NotPassedOn(int status)
    {
        await using var gateway = await StartAsync();
        _serpapi.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error = $"The key {Key} may not search Atlantis." });
        };

        var problem = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ParamsInvalid);

        Assert.DoesNotContain(Key, problem.Detail, StringComparison.Ordinal);
    }

    /// <summary>What is handed on must fit into an answer of the gateway, from the tool as from the stored result.</summary>
    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(65, false)]
    public async Task Search_NestedAnswer_GivenOrUpstreamFailed(int levels, bool isGiven)
    {
        await using var gateway = await StartAsync();
        _serpapi.Answer = context => context.Response.WriteAsync(
            string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels));

        for (var call = 0; call < 2; call++)
        {
            var answer = await gateway.SearchAsync();
            await (isGiven ? (Task)answer.MustBeOkAsync() : answer.MustBeAsync(GatewayErrors.UpstreamFailed));
        }
    }

    [Fact]
    public async Task Search_AnswerIsNoObject_UpstreamFailed()
    {
        await using var gateway = await StartAsync();
        _serpapi.Answer = context => context.Response.WriteAsJsonAsync(new[] { 1 });

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.UpstreamFailed);
    }

    [Fact]
    public async Task Search_NoKey_NotConfiguredAndNothingAsked()
    {
        await using var gateway = await StartAsync(key: "");

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ToolNotConfigured);

        Assert.Empty(_serpapi.Received);
    }

    public ValueTask DisposeAsync() => _serpapi.DisposeAsync();

    private async Task<TestGateway> StartAsync(string key = Key)
    {
        await _serpapi.StartAsync();
        return await TestGateway.StartAsync(Backend.Embedded,
        [
            "--UPSTREAM_MODE:serpapi=live",
            $"--Tools:serpapi:BaseUrl={_serpapi.Url}",
            $"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{_serpapi.Url.Port}",
            $"--TOOL_CREDENTIAL:serpapi={key}",
        ]);
    }
}
