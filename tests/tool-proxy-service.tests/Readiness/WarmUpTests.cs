using System.Net;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Readiness;

/// <summary>The first call does not pay for the start.</summary>
public sealed class WarmUpTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Start_HasAskedEachServiceOnceWhenThePortOpens(string environment)
    {
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded, [$"--environment={environment}", "--UPSTREAM_MODE=mock", "--GATEWAY_DRAIN_TIME=00:00:00"]);

        await using var another = await gateway.StartAnotherProxyAsync();

        Assert.Equal(1, gateway.Auth.Count("/oauth2/introspect"));
        Assert.Equal(1, gateway.Policy.Count("/v1/decisions"));
    }

    [Fact]
    public async Task Start_ServicesAreAway_HappensAllTheSame()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Auth.StopAsync();
        await gateway.Policy.StopAsync();

        await using var another = await gateway.StartAnotherProxyAsync();

        using var client = another.Client();
        using var live = await client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
