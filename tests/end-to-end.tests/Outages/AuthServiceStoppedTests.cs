using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Outages;

public sealed class AuthServiceStoppedTests
{
    [Theory, BothBackends]
    public async Task KnownToken_GoesOn(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        var (_, token) = await gateway.CreateAgentWithTokenAsync();
        using var client = gateway.Proxies[0].Client(token.Token);
        using (var first = await client.SearchAsync())
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        await gateway.StopAuthServiceAsync();

        using var second = await client.SearchAsync();
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Theory, BothBackends]
    public async Task UnknownToken_Gets503AtOnce(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        var (_, token) = await gateway.CreateAgentWithTokenAsync();
        using var client = gateway.Proxies[0].Client(token.Token);
        await gateway.StopAuthServiceAsync();

        // Often enough that the circuit breaker opens on the way: with it or without it the answer is the same.
        for (var i = 0; i < 10; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            using var response = await client.SearchAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, RunningService.AtOnce);
            await response.MustBeAsync(GatewayErrors.DependencyUnavailable);
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task ForwardedRoute_Gets503NotABareError()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        await gateway.StopAuthServiceAsync();

        using var response = await gateway.Operator.GetAsync("/v1/agents");

        await response.MustBeAsync(GatewayErrors.DependencyUnavailable);
    }
}
