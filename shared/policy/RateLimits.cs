using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation;

/// <summary>Which of several rate limits an agent gets.</summary>
internal static class RateLimits
{
    /// <summary>
    /// A limit bound to the agent replaces those of its role. Of several of one kind the stricter holds: the fewest requests
    /// per second, then the smallest burst. What is left equal is spelled differently at most, and the policy id decides.
    /// </summary>
    public static RateLimitSpec? Merge(IEnumerable<CompiledPolicy> policies) => policies
        .Where(policy => policy.RateLimit is not null)
        .OrderByDescending(policy => policy.IsBoundToAgent)
        .ThenBy(policy => RequestsPerSecond(policy.RateLimit!))
        .ThenBy(policy => BurstOf(policy.RateLimit!))
        .ThenBy(policy => policy.PolicyId, StringComparer.Ordinal)
        .FirstOrDefault()?.RateLimit;

    private static decimal RequestsPerSecond(RateLimitSpec limit) =>
        GatewayDuration.TryParse(limit.Per, out var per) && per > TimeSpan.Zero
            ? limit.Requests / (decimal)per.TotalSeconds
            : throw new FormatException($"'{limit.Per}' is no duration.");

    private static long BurstOf(RateLimitSpec limit) => limit.Burst ?? 2L * limit.Requests;
}
