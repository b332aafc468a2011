using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Limits;

/// <summary>The refusal of a call over a limit: which limit refused, and when to retry.</summary>
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
