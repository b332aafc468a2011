using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>What an agent's token and policies allow of many actions, for the lists that agents ask for.</summary>
internal sealed class AllowedDecisions(CallAuthorizer authorizer, ICallLimiter limiter)
{
    /// <summary>A list asks for a decision on every action, so it takes a permit of the agent's rate.</summary>
    /// <returns>Null when it may be made.</returns>
    public async Task<Refusal?> TakePermitAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        var (bucket, limit) = RateBucket.OfUnasked(agent);
        var taken = await limiter.TakeAsync(new LimitRequest(bucket, limit, Quotas: []), cancellationToken);
        return taken.Allowed ? null : LimitRefusal.Of(limit, taken);
    }

    /// <summary>Those that are allowed, in the order of the actions. Side by side: of decisions that are not remembered each asks policy-service.</summary>
    /// <param name="intent">What the agent says it is doing; null when it does not say.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policy-service cannot say.</exception>
    public async Task<IEnumerable<Verdict.Allowed>> FindAsync(
        AgentIdentity agent, IEnumerable<ToolAction> actions, string? intent, CancellationToken cancellationToken) =>
        (await Task.WhenAll(actions.Select(action => authorizer.DecideAsync(agent, action, intent, cancellationToken).AsTask()))).OfType<Verdict.Allowed>();
}
