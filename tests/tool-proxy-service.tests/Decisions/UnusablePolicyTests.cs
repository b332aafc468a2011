using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Decisions;

public sealed class UnusablePolicyTests
{
    [Theory]
    [InlineData("\"response_filters\":{\"block_patterns\":[\"(\"]}")]
    [InlineData("\"response_filters\":{\"block_patterns\":[null]}")]
    [InlineData("\"schedule\":{\"timezone\":\"Nowhere/Land\"}")]
    [InlineData("\"schedule\":{\"timezone\":\"UTC\",\"hours\":\"late\"}")]
    [InlineData("\"guards\":{\"allowed_domains\":[\"https://\"]}")]
    [InlineData("\"guards\":{\"params\":{\"no scope\":{\"q\":{\"max\":1}}}}")]
    [InlineData("\"guards\":{\"params\":{\"*\":{\"a..b\":{\"max\":1}}}}")]
    [InlineData("\"guards\":{\"params\":{\"*\":{\"url\":{\"pattern\":\"(a)\\\\1\"}}}}")]
    [InlineData("\"models\":{\"max_output_tokens\":0}")]
    [InlineData("\"models\":{\"allow\":[null]}")]
    [InlineData("\"models\":{\"deny\":[\"\"]}")]
    public async Task Call_DocumentDoesNotCompile_503AndLoggedUntilItIsCorrected(string constraints)
    {
        using var logs = new CollectedLogs();
        await using var gateway = await TestGateway.StartAsync(configure: logs.Use);
        foreach (var kind in (string[])["constraints", "shadow_constraints"])
        {
            gateway.Policy.Answer = context =>
            {
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync($$"""
                    {"allowed":true,"rule":"r","reason":"r","{{kind}}":[{"policy_id":"pol_c","policy_name":"c","policy_version":7,{{constraints}}}]}
                    """);
            };
            var before = logs.Errors.Count;

            await (await gateway.CallAsync("http_fetch/get", "{\"url\":\"https://example.org\"}")).MustBeAsync(GatewayErrors.DependencyUnavailable);

            Assert.Contains(TestGateway.AgentId, Assert.Single(logs.Errors.Skip(before)), StringComparison.Ordinal);
        }

        gateway.Policy.Answer = gateway.AnswerDecisionAsync;
        await (await gateway.CallAsync("http_fetch/get", "{\"url\":\"https://example.org\"}")).MustBeOkAsync();
    }

    [Fact]
    public async Task Call_DocumentStopsCompiling_TheDecisionBeforeIsNotUsedAnyMore()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<IInvalidationChannel>(new InProcessInvalidationChannel(sharedByAllServices: true, clock));
        });
        await (await gateway.SearchAsync()).MustBeOkAsync();
        Assert.NotNull(gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>().LiveSince);
        gateway.Decide = question => TestGateway.Constrained(question, "\"schedule\":{\"timezone\":\"Nowhere/Land\"}");

        clock.Advance(TimeSpan.FromSeconds(6));

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
    }
}
