using FourRunr.Contracts;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Tools;
using Xunit;
using static FourRunr.ToolProxy.Tests.Idempotency.IdempotencyUnderTest;

namespace FourRunr.ToolProxy.Tests.Idempotency;

public sealed class SettlementTests
{
    /// <summary>The result as a name, then what it means for a key with side effects and for one without.</summary>
    private static readonly Dictionary<string, (ToolResult? Result, Settlement WithEffects, Settlement Without)> Table = new()
    {
        ["success"] = (ToolResult.Mocked("data"), Settlement.Keep, Settlement.Keep),
        ["no result"] = (null, Settlement.Unknown, Settlement.Release),
        ["timeout in the middle"] =
            (Failure(GatewayErrors.UpstreamTimeout, transient: true, acted: true), Settlement.Unknown, Settlement.Release),
        ["nonsense answer"] = (Failure(GatewayErrors.UpstreamFailed, acted: true), Settlement.Unknown, Settlement.Release),
        ["breaker open after a lost try"] = (Failure(GatewayErrors.BreakerOpen, acted: true), Settlement.Unknown, Settlement.Release),
        ["connection refused"] = (Failure(GatewayErrors.UpstreamFailed, transient: true), Settlement.Release, Settlement.Release),
        ["too many calls there"] = (Failure(GatewayErrors.RateLimited, transient: true), Settlement.Release, Settlement.Release),
        ["breaker open"] = (Failure(GatewayErrors.BreakerOpen), Settlement.Release, Settlement.Release),
        ["not configured"] = (Failure(GatewayErrors.ToolNotConfigured), Settlement.Release, Settlement.Release),
        ["shutting down"] = (Failure(GatewayErrors.ShuttingDown), Settlement.Release, Settlement.Release),
        ["redirect refused by policy"] = (Failure(GatewayErrors.GuardDenied), Settlement.Release, Settlement.Release),
        ["refused by the tool"] = (Failure(GatewayErrors.ParamsInvalid), Settlement.Keep, Settlement.Keep),
        ["nothing there"] = (Failure(GatewayErrors.NotFound), Settlement.Keep, Settlement.Keep),
        ["credential refused by the tool"] = (Failure(GatewayErrors.UpstreamFailed), Settlement.Release, Settlement.Release),
    };

    public static TheoryData<string> Ends => [.. Table.Keys];

    [Theory, MemberData(nameof(Ends))]
    public void Of_EveryEnd_MeansOneThingForTheKey(string end)
    {
        var (result, withEffects, without) = Table[end];

        Assert.Equal(withEffects, Settlements.Of(result, hasSideEffects: true));
        Assert.Equal(without, Settlements.Of(result, hasSideEffects: false));
    }
}
