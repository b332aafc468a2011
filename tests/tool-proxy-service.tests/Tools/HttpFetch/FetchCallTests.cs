using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Outbound;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

/// <summary>The same through the whole gateway.</summary>
public sealed class FetchCallTests : IAsyncLifetime
{
    private const string Get = "http_fetch/get";
    private readonly SmallInternet _internet = new();

    public ValueTask InitializeAsync() => _internet.InitializeAsync();

    public ValueTask DisposeAsync() => _internet.DisposeAsync();

    [Fact]
    public async Task Call_Page_AnswerAndNothingOfTheCallersOwnGoesOut()
    {
        _internet.Site.Answer = context => context.Response.WriteAsync("hello");
        await using var gateway = await StartAsync();

        var answer = await (await gateway.CallAsync(Get, $$"""{"url":"http://{{SmallInternet.PublicHost}}/a"}""")).MustBeOkAsync();

        Assert.Equal("hello", answer.Data!["body"]!.GetValue<string>());
        var sent = Assert.Single(_internet.Site.Received).Headers;
        Assert.Equal(["Accept-Encoding", "Host", "User-Agent"], sent.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>However widely a policy allows, the operator has not.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://2130706433:{port}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("http://inner.example.net:{port}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task Call_PolicyAllowsAnInnerTarget_403AndNoConnection(string template)
    {
        await using var gateway = await StartAsync();
        gateway.Decide = question => TestGateway.Constrained(
            question, """ "guards":{"allowed_domains":["127.0.0.1","::ffff:127.0.0.1","[::ffff:127.0.0.1]","inner.example.net","169.254.169.254"]} """);
        var url = template.Replace("{port}", _internet.Forbidden.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var problem = await (await gateway.CallAsync(Get, $$"""{"url":"{{url}}"}""")).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.Equal("ssrf_guard", problem.Rule);
        Assert.Contains("OUTBOUND_ALLOWED_TARGETS", problem.HowToFix, StringComparison.Ordinal);
        Assert.Equal(0, _internet.Forbidden.Accepted);
        Assert.Equal("ssrf_guard", Assert.Single(await gateway.RecordsAsync("?outcome=guard_denied")).Rule);
    }

    [Fact]
    public async Task Call_RedirectLeavesThePolicysDomains_403NamesThePolicy()
    {
        _internet.Names.Say("other.example.net", SmallInternet.PublicAddress);
        _internet.Site.Answer = context =>
        {
            context.Response.Redirect("http://other.example.net/");
            return Task.CompletedTask;
        };
        await using var gateway = await StartAsync();
        gateway.Decide = question => TestGateway.Constrained(question, $$""" "guards":{"allowed_domains":["{{SmallInternet.PublicHost}}"]} """);

        var problem = await (await gateway.CallAsync(Get, $$"""{"url":"http://{{SmallInternet.PublicHost}}/"}""")).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.Equal("guards.allowed_domains", problem.Rule);
        Assert.Single(_internet.Site.Received);
        Assert.Equal("pol_c", Assert.Single(await gateway.RecordsAsync("?outcome=guard_denied")).PolicyId);
    }

    [Fact]
    public async Task Call_RedirectInside_403AndNoConnection()
    {
        _internet.Site.Answer = context =>
        {
            context.Response.Redirect($"http://127.0.0.1:{_internet.Forbidden.Port}/");
            return Task.CompletedTask;
        };
        await using var gateway = await StartAsync();

        var problem = await (await gateway.CallAsync(Get, $$"""{"url":"http://{{SmallInternet.PublicHost}}/"}""")).MustBeAsync(GatewayErrors.GuardDenied);

        Assert.Equal("ssrf_guard", problem.Rule);
        Assert.Equal(0, _internet.Forbidden.Accepted);
    }

    [Fact]
    public async Task Call_ListedTarget_Answered()
    {
        await using var gateway = await StartAsync($"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{_internet.Forbidden.Port}");

        var answer = await (await gateway.CallAsync(Get, $$"""{"url":"http://127.0.0.1:{{_internet.Forbidden.Port}}/"}""")).MustBeOkAsync();

        Assert.Equal("secret", answer.Data!["body"]!.GetValue<string>());
        Assert.Equal(1, _internet.Forbidden.Accepted);
    }

    [Fact]
    public async Task Call_CallerWaitsTooShort_504()
    {
        await using var site = RawSite.HangingAfter("HTTP/1.1 200 OK\r\n");
        _internet.PublicPort = site.Port;
        await using var gateway = await StartAsync();

        await (await gateway.CallAsync(Get, $$"""{"url":"http://{{SmallInternet.PublicHost}}/","timeout_ms":150}""")).MustBeAsync(GatewayErrors.UpstreamTimeout);

        Assert.Equal(1, site.Requests);
    }

    private Task<TestGateway> StartAsync(params string[] arguments) =>
        TestGateway.StartAsync(Backend.Embedded, ["--UPSTREAM_MODE:http_fetch=live", .. arguments], _internet.Use);
}
