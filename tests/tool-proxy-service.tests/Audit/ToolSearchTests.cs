using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;
using static FourRunr.ToolProxy.Tests.Audit.PastCalls;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Calls of one tool, which are found by the minutes in which it was called.</summary>
public sealed class ToolSearchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 8, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task ListCalls_OfATool_EachOnceNewestFirstWhereverTheyAre(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var expected = new List<string>();
        // Minutes side by side, far apart, and with several calls; other tools in all of them.
        foreach (var minute in new[] { 0, 1, 2, 2, 2, 30, 31, 90, 500 })
        {
            await AppendAsync(gateway, Call(Noon.AddMinutes(minute), "ok"));
            var wanted = Call(Noon.AddMinutes(minute).AddSeconds(expected.Count), "ok", "seldom");
            await AppendAsync(gateway, wanted with { Outcome = "unfinished", Status = 0 });
            await AppendAsync(gateway, wanted);
            expected.Insert(0, wanted.CallId);
        }

        var unfinished = Call(Noon.AddMinutes(45), "unfinished", "seldom");
        await AppendAsync(gateway, unfinished);
        expected.Insert(2, unfinished.CallId);

        Assert.Equal(expected, (await gateway.RecordsAsync("?tool=seldom")).Select(call => call.CallId));
        foreach (var limit in new[] { 1, 3, 9 })
        {
            Assert.Equal(expected, await PagesAsync(gateway, $"tool=seldom&limit={limit}"));
        }

        Assert.Equal([unfinished.CallId], await PagesAsync(gateway, "tool=seldom&outcome=unfinished"));
        Assert.Equal(9, (await PagesAsync(gateway, "tool=serpapi&limit=2")).Count);
        Assert.Empty(await PagesAsync(gateway, "tool=never"));
    }

    [Theory, BothBackends]
    public async Task ListCalls_OfAToolWithTimesOrOutcomes_OnlyThose(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await AppendAsync(gateway, Call(Noon, "ok", "seldom"));
        await AppendAsync(gateway, Call(Noon.AddSeconds(30), "scope_denied", "seldom"));
        await AppendAsync(gateway, Call(Noon.AddSeconds(31), "scope_denied"));
        await AppendAsync(gateway, Call(Noon.AddMinutes(7), "ok", "seldom"));
        await AppendAsync(gateway, Call(Noon.AddMinutes(8), "upstream_failed", "seldom"));

        Assert.Equal(2, (await gateway.RecordsAsync("?tool=seldom&from=2026-03-08T12:00:30Z&to=2026-03-08T12:08:00Z")).Count);
        Assert.Equal(2, (await gateway.RecordsAsync("?tool=seldom&to=2026-03-08T12:00:31Z")).Count);
        Assert.Empty(await gateway.RecordsAsync("?tool=seldom&from=2026-03-08T12:00:31Z&to=2026-03-08T12:07:00Z"));
        Assert.Equal(2, (await gateway.RecordsAsync("?tool=seldom&outcome=ok")).Count);
        Assert.Equal(["scope_denied"], (await gateway.RecordsAsync("?tool=seldom&result=denied")).Select(call => call.Outcome));
        Assert.Equal(["upstream_failed"], (await gateway.RecordsAsync("?tool=seldom&result=failed")).Select(call => call.Outcome));
        Assert.Equal(4, (await gateway.RecordsAsync("?tool=seldom&cursor=call_ffffffffffffffffffffffffffffffff")).Count);
    }

    private static async Task<IReadOnlyList<string>> PagesAsync(TestGateway gateway, string query)
    {
        using var client = gateway.Proxy.AdminClient();
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<Page<CallRecordResponse>>($"/v1/admin/calls?{query}&cursor={cursor}", GatewayJson.Strict);
            Assert.NotNull(page);
            found.AddRange(page.Items.Select(call => call.CallId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }
}
