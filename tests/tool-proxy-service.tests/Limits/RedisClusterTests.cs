using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Limits;
using StackExchange.Redis;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Limits;

public sealed class RedisClusterTests
{
    private static readonly Quota All = new("*", 3, TimeSpan.FromDays(1), QuotaStrategy.Sliding);
    private static readonly Quota Searches = new("serpapi:search", 2, TimeSpan.FromDays(31), QuotaStrategy.Fixed);

    [Fact]
    public async Task Take_ThreeNodes_ManyAgentsAndOneExactly()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        var history = new TestHistory();
        await using var one = TestLimiter.OnRedis($"{cluster.Addresses},{TestServers.PatientTimes}", history, TestLimiter.Patient);
        await using var other = TestLimiter.OnRedis($"{cluster.Addresses},{TestServers.PatientTimes}", history, TestLimiter.Patient);

        // Agents whose keys lie on all nodes, each with a rate and two quotas.
        var rate = new RateLimit(1, TimeSpan.FromDays(1), Burst: 3);
        var agents = Enumerable.Range(0, 60).Select(_ => GatewayId.New(GatewayId.Agent, TimeProvider.System)).ToArray();
        foreach (var agent in agents)
        {
            var first = await one.Limiter.TakeAsync(new LimitRequest(agent, rate, [All, Searches]), CancellationToken.None);
            var second = await other.Limiter.TakeAsync(new LimitRequest(agent, rate, [All, Searches]), CancellationToken.None);
            var third = await one.Limiter.TakeAsync(new LimitRequest(agent, rate, [All, Searches]), CancellationToken.None);
            var fourth = await other.Limiter.TakeAsync(new LimitRequest(agent, rate, [All, Searches]), CancellationToken.None);

            Assert.Equal((true, true, false, false), (first.Allowed, second.Allowed, third.Allowed, fourth.Allowed));
            Assert.Equal(Searches, third.RefusedBy!.Value.Quota);
            Assert.False(fourth.Rate.Allowed);
            await one.GiveBackAsync(first);
            Assert.Equal(2, (await other.TakeAsync(agent, All)).Quotas[0].State.Remaining);
        }

        var servers = one.Part<IConnectionMultiplexer>().GetServers();
        Assert.Equal(3, servers.Length);
        foreach (var server in servers)
        {
            Assert.True(await server.DatabaseSizeAsync() > 0);
        }

        // One is left.
        var busy = GatewayId.New(GatewayId.Agent, TimeProvider.System);
        await one.CallAsync(busy, All);
        await other.CallAsync(busy, All);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).CallAsync(busy, All))));
        Assert.All(outcomes, outcome => Assert.False(outcome.Degraded));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Allowed));
    }
}
