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
/// it is used. Each budget that the call counts against follows as <c>"budget:pol_…/NAME";q=25000000;qu="microusd"</c>, with what was left
/// once the call's hold was taken.
/// </para>
/// <para><c>X-Cost-Microusd</c> is what the call cost, in millionths of a US dollar.</para>
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
            WriteLimits(headers, limits.RateLimit, limits.Outcome, facts);
        }

        // Until it is settled it is only the most that the call may cost: a stream says in a comment at its end what it did cost.
        if (facts is { Spend: { PriceVersion: not null } spend, IsSettled: true })
        {
            headers["X-Cost-Microusd"] = spend.Microusd.ToString(CultureInfo.InvariantCulture);
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

    private static void WriteLimits(IHeaderDictionary headers, RateLimit limit, LimitOutcome outcome, CallFacts facts)
    {
        var fills = limit.Per * ((double)limit.Burst / limit.Requests);
        var policy = PolicyOf("rate", limit.Burst, fills);
        var state = StateOf("rate", outcome.Rate.Remaining, outcome.Rate.ResetAfter);
        foreach (var (quota, left) in outcome.Quotas)
        {
            var name = NameOf(quota);
            policy = $"{policy}, {PolicyOf(name, quota.Limit, quota.Window)}";
            state = $"{state}, {StateOf(name, left.Remaining, left.ResetAfter)}";
        }

        foreach (var room in facts.Budgets)
        {
            var budget = room.Budget;
            var name = $"budget:{budget.Source.PolicyId}/{budget.Name}";
            var unit = budget.Unit == BudgetUnit.Usd ? "microusd" : "tokens";
            policy = string.Create(CultureInfo.InvariantCulture, $"{policy}, \"{name}\";q={budget.Limit};qu=\"{unit}\"");
            state = $"{state}, {StateOf(name, room.Left, room.ResetsAt - facts.OccurredAt)}";
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

    private static string StateOf(string name, long remaining, TimeSpan resetAfter) => string.Create(
        CultureInfo.InvariantCulture, $"\"{name}\";r={remaining};t={Math.Max(0, (long)Math.Ceiling(resetAfter.TotalSeconds))}");
}
