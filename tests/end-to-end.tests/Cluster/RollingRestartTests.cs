using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.Testing.FakeTools;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>A front door that is told to stop takes no call with it.</summary>
public sealed class RollingRestartTests
{
    private const string DrainTime = "--GATEWAY_DRAIN_TIME=00:00:01";

    [Fact]
    public async Task Restart_OneProxyAfterTheOtherUnderLoad_FailsNoCall()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster);
        var (agent, token) = await gateway.CreateAgentWithTokenAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(
            "wide", new PolicySpec { Scopes = ["serpapi:search"], RateLimit = new RateLimitSpec(100_000, "1s", 100_000) }, AgentId: agent.AgentId));
        await using var one = await RestartableProxy.StartAsync(gateway, DrainTime);
        await using var other = await RestartableProxy.StartAsync(gateway, DrainTime);
        await using var load = SteadyLoad.Start([one.Url, other.Url], token.Token);
        await load.AnsweredByAllAsync();

        foreach (var proxy in (RestartableProxy[])[one, other])
        {
            Assert.Equal(0, await proxy.StopAsync());
            // The other one carries the load meanwhile, and this one its part afterwards.
            await load.AnsweredByAllAsync(except: proxy.Url);
            await proxy.StartAgainAsync();
            await load.AnsweredByAllAsync();
        }

        var (calls, passedOver, failures) = await load.StopAsync();
        TestContext.Current.SendDiagnosticMessage($"{calls} calls, {passedOver} connections refused, {failures.Count} failures");
        Assert.Empty(failures);
        Assert.True(passedOver > 0, "No connection was ever refused: nothing was restarted under load.");
    }

    [Fact]
    public async Task Stop_CallUnderWay_IsAnswered()
    {
        await using var gmail = await FakeGmail.StartAsync();
        gmail.Mood = ToolMood.Hanging;
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, settings: FakeGmail.SettingsFor(gmail));
        var token = await gateway.IssueTokenAsync((await gateway.CreateAgentAsync("engager")).AgentId);
        await using var proxy = await RestartableProxy.StartAsync(gateway, DrainTime);
        using var client = SteadyLoad.Client(proxy.Url, token.Token);

        var call = client.PostAsync(
            "/v1/tools/gmail_send/send", JsonContent.Create(new { to = "ann@example.com", subject = "Late", text = "But whole." }));
        await gmail.First;
        var stop = proxy.StopAsync();
        await proxy.RefusesAsync();
        gmail.Mood = ToolMood.Well;

        using var answer = await call;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        Assert.Equal(0, await stop);
    }
}
