using FourRunr.Contracts;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Records of calls at a moment that a test wants.</summary>
internal static class PastCalls
{
    public static CallRecordResponse Call(DateTimeOffset at, string outcome, string tool = "serpapi", double milliseconds = 1) => new()
    {
        CallId = GatewayId.New(GatewayId.Call, at),
        OccurredAt = at,
        CorrelationId = "c",
        Tool = tool,
        Action = "a",
        Outcome = outcome,
        Status = 200,
        Attempts = 1,
        Cached = false,
        DurationMs = milliseconds,
        RequestBytes = 0,
        ResponseBytes = 0,
    };

    public static async Task AppendAsync(TestGateway gateway, CallRecordResponse record) =>
        await gateway.Proxy.Services.GetRequiredService<AuditJournal>().AppendAsync(record, durable: false);
}
