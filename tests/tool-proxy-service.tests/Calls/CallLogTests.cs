using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

public sealed class CallLogTests
{
    private readonly FakeLogCollector _logs = new();

    [Fact]
    public async Task Call_Answered_OneLineTellsIt()
    {
        await using var gateway = await TestGateway.StartAsync(configure: Collect);
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "find-me");

        await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "a-private-question" });

        var line = Assert.Single(Lines());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["Tool"] = "serpapi",
                ["Action"] = "search",
                ["Code"] = "ok",
                ["Status"] = "200",
                ["AgentId"] = TestGateway.AgentId,
                ["Attempts"] = "1",
                ["Cached"] = "False",
                ["CorrelationId"] = "find-me",
            },
            line.StructuredState!.Where(field => field.Key is not ("DurationMs" or "{OriginalFormat}")).ToDictionary());
        Assert.True(double.Parse(line.GetStructuredStateValue("DurationMs")!) > 0);
        Assert.DoesNotContain("a-private-question", line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestGateway.Token, line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfStrangerToUnknownTool_NothingMadeUpGetsIn()
    {
        await using var gateway = await TestGateway.StartAsync(configure: Collect);

        await gateway.Client("made-up-token").PostAsJsonAsync("/v1/tools/made-up-tool/made-up-action", new { });

        var line = Assert.Single(Lines());
        Assert.Equal(("unknown", "unknown"), (line.GetStructuredStateValue("Tool"), line.GetStructuredStateValue("Action")));
        Assert.Equal((GatewayErrors.TokenInvalid.Code, "401"), (line.GetStructuredStateValue("Code"), line.GetStructuredStateValue("Status")));
        Assert.DoesNotContain("made-up", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryLineOfARequestInProduction_IsInTheScopeOfItsCorrelationId()
    {
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded, ["--environment=Production", "--UPSTREAM_MODE=mock", "--GATEWAY_DRAIN_TIME=00:00:00"], Collect);
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "find-me");

        await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });

        Assert.Contains("CorrelationId:find-me", Assert.Single(Lines()).Scopes.Select(scope => scope?.ToString()));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("off", false)]
    [InlineData("on", true)]
    public async Task Setting_InDevelopment_IsOffUnlessItSaysOn(string? setting, bool expected)
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, setting is null ? [] : [$"--GATEWAY_LOG_CALLS={setting}"]);

        Assert.Equal(expected, gateway.Proxy.Services.GetRequiredService<ILogger<CallLog>>().IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task Setting_Wrong_StopsTheStart() =>
        await Assert.ThrowsAsync<InvalidConfigurationException>(() => TestGateway.StartAsync(Backend.Embedded, ["--GATEWAY_LOG_CALLS=yes"]));

    private IEnumerable<FakeLogRecord> Lines() => _logs.GetSnapshot().Where(record => record.Category == typeof(CallLog).FullName);

    /// <summary>In place of the service's own logging, and without its filters.</summary>
    private void Collect(IServiceCollection services) =>
        services.AddSingleton(LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logs))));
}
