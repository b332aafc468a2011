using FourRunr.Auth.SecurityEvents;
using FourRunr.Auth.Tests.Tokens;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.SecurityEvents;

public sealed class SecurityEventSumTests
{
    [Theory, BothBackends]
    public async Task Flood_OfSignedTokensThatNobodyIssued_OneRowThenASum(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        using var counter = new MetricCollector<long>(
            host.Service.Services.GetRequiredService<GatewayMeter>().Meter, "gateway_security_events");
        var forged = Forge.Token(host, (await host.CreateAgentAsync()).AgentId);

        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("token_invalid", await host.RefusalOfAsync(forged));
        }

        var single = Assert.Single(await EventsAsync(host));
        Assert.Null(single.Events);
        clock.Advance(SecurityEventSumWriter.Interval);
        await Eventually.TrueAsync(async () => (await EventsAsync(host)).Count == 2, "the sum is kept");
        var sum = (await EventsAsync(host))[0];
        Assert.Equal((single.Kind, single.Subject, 29L), (sum.Kind, sum.Subject, sum.Events));
        Assert.Equal(30, counter.GetMeasurementSnapshot().Sum(measured => measured.Value));
    }

    [Fact]
    public async Task Flood_ServiceEndsInPeace_SumIsKept()
    {
        using var storage = await TestStorageSettings.CreateAsync(Backend.Embedded);
        await using (var host = await AuthHost.StartAsync(storage))
        {
            var forged = Forge.Token(host, (await host.CreateAgentAsync()).AgentId);
            for (var i = 0; i < 5; i++)
            {
                await host.RefusalOfAsync(forged);
            }
        }

        await using var after = await AuthHost.StartAsync(storage);
        Assert.Equal(5, (await EventsAsync(after)).Sum(item => item.Events ?? 1));
    }

    [Fact]
    public void IsSingle_AnySubjects_Bounded()
    {
        var sums = new SecurityEventSums(new FakeTimeProvider());
        var single = Enumerable.Range(0, 5_000).Count(i => sums.IsSingle(i % 2 == 0 ? "one" : "other", $"subject {i}"));

        var taken = sums.Take();

        Assert.Equal(SecurityEventSums.MostSingle, single);
        Assert.Equal(2, taken.Count);
        Assert.Equal(5_000 - single, taken.Sum(sum => sum.Events));
        Assert.All(taken, sum => Assert.Null(sum.Subject));
    }

    private static async Task<IReadOnlyList<SecurityEventResponse>> EventsAsync(AuthHost host) =>
        (await (await host.Admin.GetAsync("/v1/security-events?limit=200")).ReadAsync<Page<SecurityEventResponse>>()).Items;
}
