using System.Globalization;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Limits;

/// <summary>What an agent is told that went over a limit: the limit that refused, and when it will pass again.</summary>
internal static class LimitRefusal
{
    public static Refusal Of(RateLimit limit, LimitOutcome taken)
    {
        var refusal = taken.Rate.Allowed && taken.RefusedBy is { Quota: var quota }
            ? new Refusal(GatewayErrors.QuotaExceeded, Describe(quota)) { Rule = $"quota {quota.Scope}" }
            : new Refusal(GatewayErrors.RateLimited, Describe(limit));
        return refusal with { RetryAfter = taken.RetryAfter, Remaining = taken.Remaining };
    }

    private static string Describe(RateLimit limit) => string.Create(
        CultureInfo.InvariantCulture,
        $"The agent may make {limit.Requests} calls per {limit.Per.TotalSeconds:0.##} s, at most {limit.Burst} at once.");

    private static string Describe(Quota quota) => string.Create(
        CultureInfo.InvariantCulture,
        $"The agent may make {quota.Limit} calls of {quota.Scope} per {quota.Window.TotalSeconds:0} s ({(quota.Strategy == QuotaStrategy.Sliding ? "sliding" : "fixed")} window).");
}
