using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class AuditQuotaHistoryTests
{
    private const string Withdrawn = "call_019e0000000070008000000000000001";
    private const string Ended = "call_019e0000000070008000000000000002";

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory, BothBackends]
    public async Task Count_ScopesAndSlots_OnlyCallsThatReachedTheTool(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var journal = gateway.Proxy.Services.GetRequiredService<AuditJournal>();
        var announced = Record("serpapi", "search", Noon.AddSeconds(2)) with { Outcome = "unfinished" };
        foreach (var record in (CallRecordResponse[])
        [
            Record("serpapi", "search", Noon),
            Record("serpapi", "search", Noon.AddMilliseconds(999)),
            Record("serpapi", "account", Noon.AddSeconds(1)),
            Record("http_fetch", "get", Noon.AddSeconds(61)),
            Record("serpapi", "search", Noon.AddSeconds(-1)),
            Record("serpapi", "search", countedAt: null),
            Record("serpapi", "search", Noon) with { AgentId = "agt_other" },
            // Announced and never ended: counts. Announced and given back, or ended: only its end counts.
            announced,
            Record("serpapi", "search", Noon) with { CallId = Withdrawn, Outcome = "unfinished" },
            Record("serpapi", "search", countedAt: null) with { CallId = Withdrawn, Outcome = "breaker_open" },
            Record("http_fetch", "get", Noon.AddSeconds(3)) with { CallId = Ended, Outcome = "unfinished" },
            Record("http_fetch", "get", Noon.AddSeconds(3)) with { CallId = Ended },
        ])
        {
            await journal.AppendAsync(record, durable: false);
        }

        Assert.Equal((long[])[2, 1, 1, 1, 1], await CountAsync("*"));
        Assert.Equal((long[])[2, 1, 1], await CountAsync("serpapi:*"));
        Assert.Equal((long[])[2, 1], await CountAsync("serpapi:search"));
        Assert.Empty(await CountAsync("openai:*"));

        async Task<long[]> CountAsync(string scope)
        {
            var counter = new QuotaCounter(scope, 60_000, QuotaStrategy.Sliding);
            var slots = await gateway.Proxy.Services.GetRequiredService<IQuotaHistory>()
                .CountAsync(TestGateway.AgentId, counter, counter.SlotAt(Noon.ToUnixTimeMilliseconds()), CancellationToken.None);
            return [.. slots.OrderBy(slot => slot.Slot).Select(slot => slot.Count)];
        }
    }

    private static CallRecordResponse Record(string tool, string action, DateTimeOffset? countedAt) => new()
    {
        CallId = GatewayId.New(GatewayId.Call, TimeProvider.System),
        OccurredAt = Noon,
        CorrelationId = "test",
        AgentId = TestGateway.AgentId,
        Tool = tool,
        Action = action,
        Outcome = "ok",
        Status = 200,
        CountedAt = countedAt,
        Attempts = 1,
        Cached = false,
        DurationMs = 1,
        RequestBytes = 0,
        ResponseBytes = 0,
    };
}
