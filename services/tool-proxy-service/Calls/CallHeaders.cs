using System.Globalization;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Calls;

/// <summary>
/// What the headers of an answer tell about the agent's token and rate, whatever the answer is.
/// <para>
/// <c>RateLimit-Policy: "rate";q=200;w=2</c> and <c>RateLimit: "rate";r=199;t=1</c> are structured fields as
/// draft-ietf-httpapi-ratelimit-headers describes them. A token bucket is told truthfully so: <c>q</c> is the burst and
/// <c>w</c> the whole seconds in which an empty bucket fills, so a caller that keeps to <c>q</c> calls in any <c>w</c>
/// seconds is never refused; <c>r</c> is what the bucket holds and <c>t</c> the whole seconds until it is full.
/// </para>
/// </summary>
internal static class CallHeaders
{
    private static readonly TimeSpan LittleTime = TimeSpan.FromMinutes(5);
    private const int SmallShareOfLife = 5;

    public static void Write(IHeaderDictionary headers, CallFacts facts)
    {
        if (facts.Agent is { } agent)
        {
            WriteRotation(headers, agent, facts.OccurredAt);
        }

        if (facts.Rate is { } rate)
        {
            WriteRate(headers, rate.Limit, rate.Outcome);
        }
    }

    /// <summary>When under 5 minutes, or under a fifth of its life, remain to the token.</summary>
    private static void WriteRotation(IHeaderDictionary headers, AgentIdentity agent, DateTimeOffset now)
    {
        var left = agent.ExpiresAt - now;
        if (left < LittleTime || left < (agent.ExpiresAt - agent.IssuedAt) / SmallShareOfLife)
        {
            headers["X-Token-Rotation-Recommended"] = "true";
            headers["X-Token-Expires-At"] = agent.ExpiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static void WriteRate(IHeaderDictionary headers, RateLimit limit, LimitOutcome outcome)
    {
        var fills = limit.Per * ((double)limit.Burst / limit.Requests);
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"rate\";q={limit.Burst};w={ProblemResult.WholeSeconds(fills)}");
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"rate\";r={outcome.Remaining};t={(long)Math.Ceiling(outcome.ResetAfter.TotalSeconds)}");
        if (outcome.Degraded)
        {
            headers["X-Limits-Degraded"] = "true";
        }
    }
}
