using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Cluster;

/// <summary>Two front doors on one Postgres and one Redis behave as one.</summary>
public sealed class TwoProxiesTests
{
    private const int Tries = 200;

    /// <summary>Whoever asks again and again until a token is refused must not be stopped by a rate before.</summary>
    private static readonly PolicySpec Unhurried = new() { RateLimit = new RateLimitSpec(100_000, "1s", 100_000) };

    [Fact]
    public async Task Revoke_ThroughOneProxy_IsEffectiveAtTheOtherWithinASecond()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, proxies: 2);
        var agent = await gateway.CreateAgentAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("unhurried", Unhurried, AgentId: agent.AgentId));
        var delays = new List<TimeSpan>(Tries);
        for (var i = 0; i < Tries; i++)
        {
            var token = await gateway.IssueTokenAsync(agent.AgentId);
            using var client = gateway.Proxies[1].Client(token.Token);
            using (var before = await client.SearchAsync())
            {
                Assert.Equal(HttpStatusCode.OK, before.StatusCode);
            }

            await gateway.Operator.RevokeAsync(token.TokenId);
            delays.Add(await TimeToRefusalAsync(client));
        }

        delays.Sort();
        var p99 = delays[(int)(Tries * 0.99) - 1];
        TestContext.Current.SendDiagnosticMessage($"revoke to 401: p50 {delays[Tries / 2].TotalMilliseconds:0.0} ms, p99 {p99.TotalMilliseconds:0.0} ms");
        Assert.InRange(p99, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Revoke_WhileRedisIsAway_IsEffectiveWithinFiveSeconds()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, proxies: 2, redis: redis.Address);
        var (agent, token) = await gateway.CreateAgentWithTokenAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("unhurried", Unhurried, AgentId: agent.AgentId));
        using var client = gateway.Proxies[1].Client(token.Token);
        using (var before = await client.SearchAsync())
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await redis.StopAsync();
        await gateway.Operator.RevokeAsync(token.TokenId);

        Assert.InRange(await TimeToRefusalAsync(client), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Burst_OnBothProxies_PassesExactlyTheBucket()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, proxies: 2);
        var (agent, token) = await gateway.CreateAgentWithTokenAsync();
        await gateway.Operator.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest(
            "burst", new PolicySpec { Scopes = ["serpapi:search"], RateLimit = new RateLimitSpec(1, "1h", 50) }, AgentId: agent.AgentId));
        HttpClient[] clients = [gateway.Proxies[0].Client(token.Token), gateway.Proxies[1].Client(token.Token)];

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => clients[i % 2].SearchAsync()));

        Assert.Equal(50, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
        foreach (var response in responses.Where(response => response.StatusCode != HttpStatusCode.OK))
        {
            await response.MustBeAsync(GatewayErrors.RateLimited);
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>From now until the first 401, asking again and again; anything but 200 before it is an error.</summary>
    private static async Task<TimeSpan> TimeToRefusalAsync(HttpClient client)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await client.SearchAsync();
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                await response.MustBeAsync(GatewayErrors.TokenRevoked);
                return Stopwatch.GetElapsedTime(started);
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }
}
