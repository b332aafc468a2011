using System.Diagnostics;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Decisions;

public sealed class DecisionTests
{
    [Fact]
    public async Task Call_PolicyServiceAway_KnownDecisionGoesOnAndNewOneIs503AtOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.Policy.StopAsync();

        await (await gateway.SearchAsync()).MustBeOkAsync();
        var watch = Stopwatch.StartNew();
        var unknown = await gateway.SendMailAsync();
        watch.Stop();

        var problem = await unknown.MustBeAsync(GatewayErrors.DependencyUnavailable);
        Assert.Equal(1, problem.RetryAfterSeconds);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, RunningService.AtOnce);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(403, "{}")]
    [InlineData(200, "nonsense")]
    [InlineData(200, "{\"allowed\":true}")]
    [InlineData(200, "{\"allowed\":true,\"rule\":\"r\",\"reason\":\"r\",\"rate_limit\":{\"requests\":0}}")]
    [InlineData(200, "{\"allowed\":true,\"rule\":\"r\",\"reason\":\"r\",\"rate_limit\":{\"requests\":5,\"per\":\"soon\"}}")]
    public async Task Call_PolicyServiceTalksNonsense_503NeverAllowedNeverA403(int status, string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Policy.Say(status, body);

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
    }

    [Theory]
    [InlineData("policy:role:scraper")]
    [InlineData("policy:agent:" + TestGateway.AgentId)]
    public async Task Call_PolicyChanged_NextCallAsksAgain(string subject)
    {
        await using var gateway = await TestGateway.StartAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        await gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>().PublishAsync([subject], CancellationToken.None);

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
    }

    [Fact]
    public async Task Call_DenialWithACodeThatIsNone_IsADenialAllTheSame()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Decide = question => TestGateway.Denied(question) with { Code = GatewayErrors.TokenInvalid.Code };

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
    }
}
