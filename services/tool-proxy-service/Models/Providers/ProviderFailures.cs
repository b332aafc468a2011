using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>Says what a provider's refusal means for the call, for its credential and for other providers.</summary>
internal sealed class ProviderFailures(ApiResponses responses)
{
    /// <summary>A refused credential is tried again after so long.</summary>
    private static readonly TimeSpan RefusedKeyRest = TimeSpan.FromMinutes(1);

    /// <summary>Of a credential whose rate is used up, if the provider does not say how long.</summary>
    private static readonly TimeSpan BusyKeyRest = TimeSpan.FromSeconds(5);

    /// <param name="secrets">The credential as it was sent.</param>
    public ProviderReply.Failed Of(OutboundResult.Response answer, IReadOnlyList<string> secrets)
    {
        var failure = responses.FailureOf(answer, secrets)
            ?? new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The provider's answer is not what was asked for.");
        return answer.Status switch
        {
            401 or 402 or 403 => new ProviderReply.Failed(
                new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The provider refused the gateway's credential."), FallbackReason.None)
            {
                KeyRest = RefusedKeyRest,
            },
            404 => new ProviderReply.Failed(
                new ToolResult.Failure(new Refusal(GatewayErrors.ModelNotFound, failure.Why.Detail)), FallbackReason.None),
            429 => new ProviderReply.Failed(failure, FallbackReason.RateLimited) { KeyRest = failure.Why.RetryAfter ?? BusyKeyRest },
            408 or >= 500 => new ProviderReply.Failed(failure, FallbackReason.ServerError) { IsProviderFault = true },
            _ => new ProviderReply.Failed(failure, FallbackReason.None),
        };
    }

    public static ProviderReply.Failed Of(OutboundResult.Failure failure) => new(
        OutboundFailureMapper.ForConfiguredUrl(failure),
        failure.Fault == OutboundError.Unreachable ? FallbackReason.Connect : failure.IsTransient ? FallbackReason.ServerError : FallbackReason.None)
    {
        IsProviderFault = failure.IsTransient,
        MayCost = failure.Fault is OutboundError.BrokenOff or OutboundError.TooLarge,
    };

    public static ProviderReply.Failed TimedOut() =>
        new(new ToolResult.Failure(GatewayErrors.UpstreamTimeout, "The provider did not begin to answer in time.") { IsTransient = true }, FallbackReason.Timeout)
        {
            IsProviderFault = true,
            MayCost = true,
        };

    public static ProviderReply.Failed BrokenOff(string detail) =>
        new(new ToolResult.Failure(GatewayErrors.UpstreamFailed, detail) { IsTransient = true }, FallbackReason.ServerError) { IsProviderFault = true, MayCost = true };

    public static ProviderReply.Failed NotConfigured(ModelProvider provider) => new(
        new ToolResult.Failure(new Refusal(GatewayErrors.ToolNotConfigured, $"The provider {provider.Name} has no credential on this gateway.")
        {
            HowToFix = "Ask an operator to store the provider's credential.",
        }),
        FallbackReason.None);

    public static ProviderReply.Failed BreakerOpen(TimeSpan retryAfter) =>
        new(new ToolResult.Failure(new Refusal(GatewayErrors.BreakerOpen) { RetryAfter = retryAfter }) { IsTransient = true }, FallbackReason.ServerError);
}
