using FourRunr.Contracts;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Tools;
using Xunit;
using static FourRunr.ToolProxy.Tests.Idempotency.IdempotencyUnderTest;

namespace FourRunr.ToolProxy.Tests.Idempotency;

public sealed class KeyCompletionRuleTests
{
    /// <summary>The result as a name, then what it means for a key with side effects and for one without.</summary>
    private static readonly Dictionary<string, (ToolResult? Result, KeyCompletion WithEffects, KeyCompletion Without)> Table = new()
    {
        ["success"] = (ToolResult.Mocked("data"), KeyCompletion.Keep, KeyCompletion.Keep),
        ["no result"] = (null, KeyCompletion.Unknown, KeyCompletion.Release),
        ["timeout in the middle"] =
            (Failure(GatewayErrors.UpstreamTimeout, transient: true, acted: true), KeyCompletion.Unknown, KeyCompletion.Release),
        ["nonsense answer"] = (Failure(GatewayErrors.UpstreamFailed, acted: true), KeyCompletion.Unknown, KeyCompletion.Release),
        ["breaker open after a lost try"] = (Failure(GatewayErrors.BreakerOpen, acted: true), KeyCompletion.Unknown, KeyCompletion.Release),
        ["connection refused"] = (Failure(GatewayErrors.UpstreamFailed, transient: true), KeyCompletion.Release, KeyCompletion.Release),
        ["too many calls there"] = (Failure(GatewayErrors.RateLimited, transient: true), KeyCompletion.Release, KeyCompletion.Release),
        ["breaker open"] = (Failure(GatewayErrors.BreakerOpen), KeyCompletion.Release, KeyCompletion.Release),
        ["not configured"] = (Failure(GatewayErrors.ToolNotConfigured), KeyCompletion.Release, KeyCompletion.Release),
        ["shutting down"] = (Failure(GatewayErrors.ShuttingDown), KeyCompletion.Release, KeyCompletion.Release),
        ["redirect refused by policy"] = (Failure(GatewayErrors.GuardDenied), KeyCompletion.Release, KeyCompletion.Release),
        ["refused by the tool"] = (Failure(GatewayErrors.ParamsInvalid), KeyCompletion.Keep, KeyCompletion.Keep),
        ["nothing there"] = (Failure(GatewayErrors.NotFound), KeyCompletion.Keep, KeyCompletion.Keep),
        ["credential refused by the tool"] = (Failure(GatewayErrors.UpstreamFailed), KeyCompletion.Release, KeyCompletion.Release),
    };

    public static TheoryData<string> Ends => [.. Table.Keys];

    [Theory, MemberData(nameof(Ends))]
    public void Of_EveryEnd_MeansOneThingForTheKey(string end)
    {
        var (result, withEffects, without) = Table[end];

        Assert.Equal(withEffects, KeyCompletionRule.Of(result, hasSideEffects: true));
        Assert.Equal(without, KeyCompletionRule.Of(result, hasSideEffects: false));
    }
}
