using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>The actions that an agent's token and policies allow now, in the order of the catalog.</summary>
internal sealed class CallableActions(CallAuthorizer authorizer, ICallLimiter limiter, ToolCatalog catalog)
{
    /// <param name="intent">What the agent says it is doing; null when it does not say.</param>
    /// <param name="tool">Only this tool's; null for all.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policy-service cannot say.</exception>
    public async Task<RefusalOr<List<CallableAction>>> ListAsync(
        AgentIdentity agent, string? intent, string? tool, CancellationToken cancellationToken)
    {
        // A list asks for a decision on every action, so it takes a permit.
        var (bucket, limit) = RateBucket.OfUnasked(agent);
        var taken = await limiter.TakeAsync(new LimitRequest(bucket, limit, Quotas: []), cancellationToken);
        if (!taken.Allowed)
        {
            return LimitRefusal.Of(limit, taken);
        }

        return await FindAsync(agent, intent, tool, cancellationToken);
    }

    /// <summary>The same without a permit: for a stream that waits for changes of the list.</summary>
    public async Task<List<CallableAction>> FindAsync(AgentIdentity agent, string? intent, string? tool, CancellationToken cancellationToken)
    {
        var actions = catalog.Actions.Where(action => tool is null || action.Tool == tool).ToArray();
        // Side by side: of decisions that are not remembered each asks policy-service.
        var verdicts = await Task.WhenAll(actions.Select(action => authorizer.DecideAsync(agent, action, intent, cancellationToken).AsTask()));
        return [.. verdicts.OfType<Verdict.Allowed>().Select(CallableAction.Of)];
    }
}
