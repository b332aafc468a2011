using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>The rate limit bucket of a call.</summary>
internal readonly record struct RateBucket(string Key, RateLimit Limit)
{
    private const int MostRequests = 1_000_000;

    /// <summary>The agent's own bucket, with the limit of its policies.</summary>
    public static RateBucket Of(AgentIdentity agent, PolicyDecision decision) => new(agent.AgentId, decision.RateLimit);

    /// <summary>
    /// For calls that are refused before policy-service is asked, when the agent's rate limit is not known. They use a separate bucket:
    /// refilling the agent's bucket at another rate would weaken a strict limit.
    /// </summary>
    public static RateBucket OfUnasked(AgentIdentity agent) => new($"{agent.AgentId}:unasked", RateLimit.Default);

    /// <exception cref="DependencyUnavailableException">It cannot be read.</exception>
    public static RateLimit LimitOf(DecisionResponse decision) => decision.RateLimit switch
    {
        null => RateLimit.Default,
        { Requests: >= 1 and <= MostRequests, Per: var text, Burst: null or >= 1 } spec
            when GatewayDuration.TryParse(text, out var per) && per > TimeSpan.Zero =>
                new RateLimit(spec.Requests, per, spec.Burst ?? spec.Requests * 2),
        // A limit that cannot be read must not become no limit.
        _ => throw new DependencyUnavailableException(DependencyModule.PolicyService),
    };
}
