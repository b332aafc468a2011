using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>Maps a failed request to the result of a tool call.</summary>
internal static class OutboundFailureMapper
{
    /// <summary>The rule that is named when the guard refuses an agent's URL.</summary>
    public const string Rule = "ssrf_guard";

    /// <summary>The agent chose the URL: a refused target is its fault.</summary>
    public static ToolResult.Failure ForAgentUrl(OutboundResult.Failure failure) =>
        failure.Fault == OutboundError.TargetRefused ? Refused(failure.Detail) : OfTool(failure);

    /// <summary>The operator chose the URL: a refused target is a fault of the configuration.</summary>
    public static ToolResult.Failure ForConfiguredUrl(OutboundResult.Failure failure) => failure.Fault == OutboundError.TargetRefused
        ? new ToolResult.Failure(new Refusal(GatewayErrors.ToolNotConfigured, $"The tool's address may not be asked: {failure.Detail}")
        {
            HowToFix = $"Ask an operator to correct the tool's address, or to list its host and port in {TargetAllowList.Key}.",
        })
        : OfTool(failure);

    public static ToolResult.Failure Refused(string detail) => new(new Refusal(GatewayErrors.GuardDenied, detail)
    {
        Rule = Rule,
        HowToFix = $"Use a URL on the public internet, or ask an operator to list the host and port in {TargetAllowList.Key}.",
    });

    private static ToolResult.Failure OfTool(OutboundResult.Failure failure) => new(GatewayErrors.UpstreamFailed, failure.Detail)
    {
        IsTransient = failure.IsTransient,
        MayHaveActed = failure.Fault is OutboundError.BrokenOff or OutboundError.TooLarge,
    };
}
