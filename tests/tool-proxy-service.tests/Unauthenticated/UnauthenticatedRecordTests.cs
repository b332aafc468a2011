using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting.Telemetry;
using FourRunr.Testing;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Unauthenticated;

public sealed class UnauthenticatedRecordTests
{
    private const int Singles = 5;

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Theory, BothBackends]
    public async Task Flood_OfAllKinds_FewRowsAndEveryCallIsInOneOfThem(Backend backend)
    {
        await using var gateway = await StartAsync(backend);
        gateway.Holders["old"] = IntrospectionResponse.Inactive(GatewayErrors.TokenExpired);
        gateway.Holders["ended"] = IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked);
        using var counter = Counter(gateway);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).SelectMany(i => new[]
        {
            gateway.SearchAsync(null), gateway.SearchAsync($"made-up-{i}"), gateway.SearchAsync("old"), gateway.SearchAsync("ended"),
        }));
        Assert.All(answers, answer => Assert.Equal(401, (int)answer.StatusCode));
        var soon = await gateway.RecordsAsync("?limit=200");
        _clock.Advance(RefusalSumWriter.Interval);
        await Eventually.TrueAsync(async () => (await gateway.RecordsAsync("?limit=200")).Sum(Calls) == 120, "every call is on record");

        var rows = await gateway.RecordsAsync("?limit=200");
        Assert.Equal(Singles, soon.Count);
        Assert.Equal(Singles, rows.Count(row => row.Calls is null));
        Assert.Equal(4, rows.Count(row => row.Calls is not null));
        Assert.All(rows, row => Assert.Matches("^[0-9a-f]{16}$", row.Source));
        Assert.Single(rows.Select(row => row.Source).Distinct());
        foreach (var code in new[] { "token_missing", "token_invalid", "token_expired", "token_revoked" })
        {
            Assert.Equal(30, rows.Where(row => row.Outcome == code).Sum(Calls));
            Assert.Equal(30, counter.GetMeasurementSnapshot().Where(measured => (string?)measured.Tags["reason"] == code).Sum(measured => measured.Value));
        }

        var report = await gateway.Proxy.AdminClient().GetFromJsonAsync<AuditReportResponse>("/v1/admin/audit/verify", GatewayJson.Strict);
        Assert.True(report!.Intact);
        Assert.Equal(9, report.Rows);
    }

    [Fact]
    public async Task Sums_ProcessEndsInPeace_AreOnRecord()
    {
        await using var gateway = await StartAsync(Backend.Embedded);
        for (var i = 0; i < 12; i++)
        {
            await gateway.SearchAsync(null);
        }

        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        Assert.Equal(12, (await gateway.RecordsAsync()).Sum(Calls));
    }

    [Fact]
    public async Task Flood_OfForwardedAndManagementRoutes_IsInTheSums()
    {
        await using var gateway = await StartAsync(Backend.Embedded);
        using var unauthenticated = gateway.Client(null);
        gateway.Auth.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };

        for (var i = 0; i < 7; i++)
        {
            await unauthenticated.GetAsync("/v1/agents");
            await unauthenticated.GetAsync("/v1/admin/calls");
            await unauthenticated.GetAsync("/v1/tools");
        }

        gateway.Auth.Answer = gateway.AnswerIntrospectionAsync;
        _clock.Advance(RefusalSumWriter.Interval);
        await Eventually.TrueAsync(async () => (await gateway.RecordsAsync()).Sum(Calls) == 21, "every request is in a sum");
        var rows = await gateway.RecordsAsync();
        Assert.Equal(7, rows.Single(row => row.Outcome == "credential_refused").Calls);
        Assert.Equal(14, rows.Single(row => row.Outcome == "token_missing").Calls);
    }

    [Fact]
    public async Task Calls_OfAnAgentThatIsSuspended_AreRecordedOneByOne()
    {
        await using var gateway = await StartAsync(Backend.Embedded);
        gateway.Holders[TestGateway.Token] = IntrospectionResponse.Inactive(GatewayErrors.AgentSuspended);
        using var counter = Counter(gateway);

        for (var i = 0; i < 9; i++)
        {
            await gateway.SearchAsync();
        }

        Assert.Equal(9, (await gateway.RecordsAsync()).Count(row => row is { Outcome: "agent_suspended", Calls: null }));
        Assert.Empty(counter.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Flood_WhileNobodyCanSayWhoCalls_IsBoundedToo()
    {
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, ["--Strangers:FullRecordsPerSecond=0"]);
        await gateway.Auth.StopAsync();
        for (var i = 0; i < 12; i++)
        {
            await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);
        }

        await gateway.Auth.StartAsync();
        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        var sum = Assert.Single(await gateway.RecordsAsync());
        Assert.Equal(("dependency_unavailable", 503, 12L), (sum.Outcome, sum.Status, sum.Calls));
    }

    [Fact]
    public async Task Flood_Log_HasFewLines()
    {
        var logs = new FakeLogCollector();
        await using var gateway = await TestGateway.StartAsync(
            Backend.Embedded, ["--Strangers:FailureBurst=1000000"], services => services
                .AddSingleton<TimeProvider>(_clock)
                .AddSingleton(LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(logs)))));

        for (var i = 0; i < 30; i++)
        {
            await gateway.SearchAsync("made-up");
        }

        Assert.Equal(Singles, logs.GetSnapshot().Count(line => line.Category == typeof(CallLog).FullName));
    }

    private static long Calls(CallRecordResponse record) => record.Calls ?? 1;

    private static MetricCollector<long> Counter(TestGateway gateway) =>
        new(gateway.Proxy.Services.GetRequiredService<GatewayMeter>().Meter, "gateway_unidentified_calls");

    private Task<TestGateway> StartAsync(Backend backend) => TestGateway.StartAsync(
        backend, ["--Strangers:FailureBurst=1000000"], services => services.AddSingleton<TimeProvider>(_clock));
}
