using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class SpendReportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task Spend_IsAddedUpByEveryGroup_AHoldOnlyUntilItsCallEnds(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var first = Call("agt_a", Noon, "gpt-5", microusd: 1_000, tags: ["research", "night"]);
        await AppendAsync(gateway, first with { Outcome = "unfinished", Spend = first.Spend! with { Microusd = 9_000 }, Usage = null });
        await AppendAsync(gateway, first);
        await AppendAsync(gateway, Call("agt_b", Noon.AddHours(13), "claude-5", microusd: 500, tags: ["research"]));
        var open = Call("agt_b", Noon.AddDays(2), "claude-5", microusd: 70, tags: []);
        await AppendAsync(gateway, open with { Outcome = "unfinished", Usage = null });
        await AppendAsync(gateway, first with { CallId = GatewayId.New(GatewayId.Call, Noon), Spend = null });

        var agents = await ReportAsync(gateway, "agent");
        Assert.Equal(
            [("agt_a", 1, 1_000), ("agt_b", 2, 570)], agents.Rows.Select(row => (row.AgentId, row.Sum.Calls, row.Sum.Microusd)));
        Assert.Equal(new SpendSumResponse(3, 1_570, 20, 6), agents.Total);
        Assert.Equal(new SpendSumResponse(1, 1_000, 10, 3), agents.Rows[0].Sum);

        Assert.Equal([("night", 1_000), ("research", 1_500), (null, 70)], (await ReportAsync(gateway, "tag")).Rows.OrderBy(row => row.Tag ?? "~").Select(row => (row.Tag, row.Sum.Microusd)));
        Assert.Equal(
            [("gpt-5", "2026-03-08", 1_000), ("claude-5", "2026-03-09", 500), ("claude-5", "2026-03-10", 70)],
            (await ReportAsync(gateway, "model,day")).Rows.Select(row => (row.Model, row.Day?.ToString("o", CultureInfo.InvariantCulture), row.Sum.Microusd)));
        Assert.Equal(["openai:chat"], (await ReportAsync(gateway, "tool")).Rows.Select(row => row.Tool));
        Assert.Equal([("mock", "scraper")], (await ReportAsync(gateway, "provider,role")).Rows.Select(row => (row.Provider, row.Role)));

        var day = await ReportAsync(gateway, "agent", $"&from=2026-03-09&to=2026-03-10&agent_id=agt_b");
        Assert.Equal(new SpendSumResponse(1, 500, 10, 3), day.Total);
    }

    [Theory]
    [InlineData("group_by=colour")]
    [InlineData("group_by=agent,agent")]
    [InlineData("group_by=agent,role,tag,day")]
    [InlineData("group_by=")]
    [InlineData("from=2026-03-10&to=2026-03-09")]
    public async Task BadQuestion_IsRefusedWithItsParameter(string query)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/spend?{query}");

        var problem = await answer.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Contains(query.Split('=')[0], problem.Errors!.Keys);
    }

    [Theory, BothBackends]
    public async Task OldCosts_GoWithTheirRecords_ChargesStayForTheLongestWindow(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await AppendAsync(gateway, Call("agt_a", Noon, "gpt-5", microusd: 1, tags: []));
        await AppendAsync(gateway, Call("agt_a", Noon.AddDays(5), "gpt-5", microusd: 2, tags: []));
        await ReportAsync(gateway, "agent");
        var database = gateway.Proxy.Services.GetRequiredService<Storage.Database>();

        Assert.Equal(1, await SpendRow.RemoveBeforeAsync(database, Noon.AddDays(1), now: Noon.AddDays(6), CancellationToken.None));
        Assert.Equal(2, (await ReportAsync(gateway, "agent")).Total.Microusd);

        Assert.Equal(1, await SpendRow.RemoveBeforeAsync(database, Noon.AddDays(1), now: Noon.AddDays(33), CancellationToken.None));
    }

    private static CallRecordResponse Call(string agent, DateTimeOffset at, string model, long microusd, string[] tags) => new()
    {
        CallId = GatewayId.New(GatewayId.Call, at),
        OccurredAt = at,
        CorrelationId = "c",
        AgentId = agent,
        Role = "scraper",
        Tool = "openai",
        Action = "chat",
        Outcome = "ok",
        Status = 200,
        Attempts = 1,
        Cached = false,
        DurationMs = 1,
        RequestBytes = 0,
        ResponseBytes = 0,
        Model = model,
        Provider = "mock",
        Usage = new ModelUsage { Input = 7, CacheRead = 3, Output = 3 },
        Tags = tags,
        Spend = new CallSpend { Microusd = microusd, Tokens = 13, ReservedAt = at, Budgets = ["p:b:agt"] },
    };

    private static async Task AppendAsync(TestGateway gateway, CallRecordResponse record) =>
        await gateway.Proxy.Services.GetRequiredService<AuditJournal>().AppendAsync(record, durable: false);

    private static async Task<SpendReportResponse> ReportAsync(TestGateway gateway, string groupBy, string more = "&from=2026-03-01&to=2026-04-01") =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<SpendReportResponse>($"/v1/admin/spend?group_by={groupBy}{more}", GatewayJson.Strict))!;
}
