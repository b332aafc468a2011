using System.Globalization;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Faces;

/// <summary>
/// Headers about the agent's token and limits, for every answer.
/// <para>
/// <c>RateLimit-Policy: "rate";q=200;w=2</c> and <c>RateLimit: "rate";r=199;t=1</c> are structured fields as
/// draft-ietf-httpapi-ratelimit-headers describes them. For a token bucket, <c>q</c> is the burst and
/// <c>w</c> the whole seconds in which an empty bucket fills, so a caller that keeps to <c>q</c> calls in any <c>w</c>
/// seconds is never refused; <c>r</c> is what the bucket holds and <c>t</c> the whole seconds until it is full. Each quota
/// follows as <c>"quota:serpapi:search:86400:sliding"</c>: scope, window in seconds and strategy; <c>t</c> is until none of
/// it is used.
/// </para>
/// </summary>
internal static class CallHeaders
{
    private static readonly TimeSpan LittleTime = TimeSpan.FromMinutes(5);
    private const int SmallShareOfLife = 5;

    public static void Write(IHeaderDictionary headers, CallFacts facts)
    {
        if (facts.IsReplay)
        {
            headers["Idempotency-Replayed"] = "true";
        }

        if (facts.Agent is { } agent)
        {
            WriteRotation(headers, agent, facts.OccurredAt);
        }

        if (facts.Limits is { } limits)
        {
            WriteLimits(headers, limits.RateLimit, limits.Outcome);
        }
    }

    /// <summary>If less than 5 minutes, or a fifth of its lifetime, remain.</summary>
    private static void WriteRotation(IHeaderDictionary headers, AgentIdentity agent, DateTimeOffset now)
    {
        var left = agent.ExpiresAt - now;
        if (left < LittleTime || left < (agent.ExpiresAt - agent.IssuedAt) / SmallShareOfLife)
        {
            headers["X-Token-Rotation-Recommended"] = "true";
            headers["X-Token-Expires-At"] = agent.ExpiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static void WriteLimits(IHeaderDictionary headers, RateLimit limit, LimitOutcome outcome)
    {
        var fills = limit.Per * ((double)limit.Burst / limit.Requests);
        var policy = PolicyOf("rate", limit.Burst, fills);
        var state = StateOf("rate", outcome.Rate);
        foreach (var (quota, left) in outcome.Quotas)
        {
            var name = NameOf(quota);
            policy = $"{policy}, {PolicyOf(name, quota.Limit, quota.Window)}";
            state = $"{state}, {StateOf(name, left)}";
        }

        headers["RateLimit-Policy"] = policy;
        headers["RateLimit"] = state;
        if (outcome.Degraded)
        {
            headers["X-Limits-Degraded"] = "true";
        }
    }

    private static string NameOf(Quota quota) => string.Create(
        CultureInfo.InvariantCulture,
        $"quota:{quota.Scope}:{quota.Window.TotalSeconds}:{(quota.Strategy == QuotaStrategy.Sliding ? "sliding" : "fixed")}");

    private static string PolicyOf(string name, long limit, TimeSpan window) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={limit};w={ProblemResult.WholeSeconds(window)}");

    private static string StateOf(string name, LimitState state) => string.Create(
        CultureInfo.InvariantCulture, $"\"{name}\";r={state.Remaining};t={(long)Math.Ceiling(state.ResetAfter.TotalSeconds)}");
}
