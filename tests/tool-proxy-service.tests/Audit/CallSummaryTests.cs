using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static FourRunr.ToolProxy.Tests.Audit.PastCalls;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class CallSummaryTests
{
    private const string Hour = "from=2026-03-08T12:00:00Z&to=2026-03-08T13:00:00Z";

    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task Summary_CountsWhatEndedInTheRange_InAllAndByBucket(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await AppendAsync(gateway, Call(Noon.AddMilliseconds(-1), "ok"));
        await AppendAsync(gateway, Call(Noon, "ok", milliseconds: 10));
        var mail = Call(Noon.AddMinutes(9), "ok", "gmail_send", milliseconds: 30);
        await AppendAsync(gateway, mail with { Outcome = "unfinished", Status = 0 });
        await AppendAsync(gateway, mail);
        await AppendAsync(gateway, Call(Noon.AddMinutes(20), "scope_denied", milliseconds: 20));
        await AppendAsync(gateway, Call(Noon.AddMinutes(21), "token_invalid") with { Calls = 40 });
        await AppendAsync(gateway, Call(Noon.AddMinutes(40), "upstream_failed", milliseconds: 40));
        await AppendAsync(gateway, Call(Noon.AddMinutes(59), "cancelled", milliseconds: 50));
        await AppendAsync(gateway, Call(Noon.AddMinutes(60), "ok"));

        var summary = await SummaryAsync(gateway, $"{Hour}&buckets=3");

        Assert.Equal((Noon, Noon.AddHours(1), 20), (summary.From, summary.To, summary.BucketMinutes));
        Assert.Equal(new CallCounts(45, 41, 1, 1), summary.Total);
        Assert.Equal([new(2, 0, 0, 0), new(41, 41, 0, 0), new CallCounts(2, 0, 1, 1)], summary.Buckets.Select(bucket => bucket.Counts));
        Assert.Equal([Noon, Noon.AddMinutes(20), Noon.AddMinutes(40)], summary.Buckets.Select(bucket => bucket.From));
        Assert.Equal(
            [("token_invalid", 401, 40), ("ok", 200, 2), ("cancelled", 499, 1), ("scope_denied", 403, 1), ("upstream_failed", 502, 1)],
            summary.Outcomes.Select(outcome => (outcome.Outcome, outcome.Status, outcome.Calls)));
        Assert.Equal([("serpapi", 44), ("gmail_send", 1)], summary.Tools.Select(tool => (tool.Tool, tool.Counts.Calls)));
        Assert.Equal(new CallDurations(30, 50, 5, Sampled: false), summary.Durations);
    }

    [Theory, BothBackends]
    public async Task Summary_OfManyCalls_LooksAtTheDurationsOfTheNewest(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        for (var i = 0; i < 1_001; i++)
        {
            await AppendAsync(gateway, Call(Noon.AddSeconds(i), "ok", milliseconds: i));
        }

        var summary = await SummaryAsync(gateway, Hour);

        Assert.Equal(1_001, summary.Total.Calls);
        Assert.Equal(new CallDurations(500, 990, 1_000, Sampled: true), summary.Durations);
    }

    [Fact]
    public async Task Summary_WithoutARange_IsOfTheLastHourUpToNow()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.SearchAsync();

        var summary = await SummaryAsync(gateway, "");

        Assert.Equal(1, summary.Total.Calls);
        // 60 minutes, or 61 where they do not begin with one.
        Assert.InRange((summary.To - summary.From).TotalMinutes, 60, 61);
        Assert.InRange(summary.Buckets.Count, 20, 30);
        Assert.Null((await SummaryAsync(gateway, Hour)).Durations);
    }

    [Theory]
    [InlineData("from=2026-03-08&to=2026-03-08", "from")]
    [InlineData("from=2026-03-08&to=2026-03-09T00:00:01Z", "from")]
    [InlineData("from=1969-12-31&to=1970-01-01", "from")]
    [InlineData("to=1969-12-31", "from")]
    [InlineData("buckets=0", "buckets")]
    [InlineData("buckets=97", "buckets")]
    public async Task Summary_OfABadRange_400ThatNamesTheParameter(string query, string parameter)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Proxy.AdminClient().GetAsync($"/v1/admin/calls/summary?{query}");

        Assert.Equal([parameter], (await answer.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Theory, BothBackends]
    public async Task RemoveBefore_CountsOfWholeDaysGo(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await AppendAsync(gateway, Call(Noon.AddDays(-1), "ok"));
        await AppendAsync(gateway, Call(Noon, "ok"));
        Assert.Equal(2, (await SummaryAsync(gateway, "from=2026-03-07T12:00:00Z&to=2026-03-08T12:00:00Z")).Total.Calls
            + (await SummaryAsync(gateway, Hour)).Total.Calls);

        var removed = await CallCount.RemoveBeforeAsync(gateway.Proxy.Services.GetRequiredService<Database>(), Noon.AddHours(6), CancellationToken.None);

        Assert.Equal(1, removed);
        Assert.Equal(1, (await SummaryAsync(gateway, Hour)).Total.Calls);
    }

    private static async Task<CallSummaryResponse> SummaryAsync(TestGateway gateway, string query) =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<CallSummaryResponse>($"/v1/admin/calls/summary?{query}", GatewayJson.Strict))!;
}
