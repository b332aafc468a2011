using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Chaos;
using FourRunr.ToolProxy.Tests.Resilience;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Chaos;

public sealed class ChaosEndpointTests
{
    private const string Path = "/v1/admin/chaos";

    [Fact]
    public async Task Set_ThenRemove_CallsFailAndWorkAgain()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = gateway.Proxy.AdminClient();

        var set = await admin.PostAsJsonAsync(Path, new { tool = "gmail_send", kind = "error", percentage = 100 });
        var failed = await gateway.SendMailAsync();
        var listed = await admin.GetFromJsonAsync<ChaosListResponse>(Path, GatewayJson.Strict);
        var removed = await admin.DeleteAsync($"{Path}/gmail_send");
        var worked = await gateway.SendMailAsync();

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        var rule = Assert.Single(listed!.Rules);
        Assert.Equal(("gmail_send", ChaosKind.Error, 100), (rule.Tool, rule.Kind, rule.Percentage));
        Assert.NotNull(rule.Until);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, worked.StatusCode);
        Assert.Contains(
            """gateway_chaos_injections_total{kind="error",tool="gmail_send"} 1""",
            await gateway.Client().GetStringAsync("/metrics"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tool":"nothing","kind":"error","percentage":10}""")]
    [InlineData("""{"tool":"*","kind":"fire","percentage":10}""")]
    [InlineData("""{"tool":"*","kind":"error","percentage":0}""")]
    [InlineData("""{"tool":"*","kind":"error","percentage":101}""")]
    [InlineData("""{"tool":"*","kind":"error","percentage":10,"until":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"tool":"*","kind":"error","percentage":10,"until":"2999-01-01T00:00:00Z"}""")]
    public async Task Set_Wrong_400(string body)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Proxy.AdminClient().PostAsync(
            Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Set_AsAgent_Refused()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Client().PostAsJsonAsync(Path, new { tool = "*", kind = "error", percentage = 100 });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Set_InProduction_Refused()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, ["--environment=Production", "--UPSTREAM_MODE=mock"]);

        var answer = await gateway.Proxy.AdminClient().PostAsJsonAsync(Path, new { tool = "*", kind = "error", percentage = 100 });

        await answer.MustBeAsync(GatewayErrors.AccessDenied);
    }

    [Theory]
    [InlineData("Development", "maybe")]
    [InlineData("Production", "on")]
    public void Flag_WrongOrInProduction_StopsTheStart(string environment, string flag) =>
        Assert.Throws<InvalidConfigurationException>(() => Rules(environment, flag));

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    [InlineData(null, false)]
    public void Flag_On_AFifthOfAllAttempts(string? flag, bool on) =>
        Assert.Equal(on ? ChaosRule.OfFlag : null, Rules("Development", flag).Of("serpapi"));

    [Fact]
    public async Task Breakers_ToolUsed_ListedAsClosed()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.SearchAsync();

        var listed = await gateway.Proxy.AdminClient().GetFromJsonAsync<BreakerListResponse>("/v1/admin/breakers", GatewayJson.Tolerant);

        var search = Assert.Single(listed!.Breakers, breaker => breaker.Tool == "serpapi");
        Assert.Equal(("search", BreakerState.Closed), (search.Action, search.State));
        Assert.NotNull(search.ChangedAt);
        Assert.Null(listed.Breakers.First(breaker => breaker.Tool == "openai").ChangedAt);
    }

    private static ChaosRules Rules(string environment, string? flag) => new(
        new ConfigurationBuilder().AddInMemoryCollection([new("FF_CHAOS", flag)]).Build(), new TestPipelines.Named(environment), TimeProvider.System);
}
