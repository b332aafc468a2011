using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>The actions that an agent's token and policies allow now, in the order of the catalog.</summary>
internal sealed class CallableActions(AllowedDecisions decisions, ToolCatalog catalog)
{
    /// <param name="intent">What the agent says it is doing; null when it does not say.</param>
    /// <param name="tool">Only this tool's; null for all.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policy-service cannot say.</exception>
    public async Task<RefusalOr<List<CallableAction>>> ListAsync(
        AgentIdentity agent, string? intent, string? tool, CancellationToken cancellationToken)
    {
        return await decisions.TakePermitAsync(agent, cancellationToken) is { } refusal ? refusal : await FindAsync(agent, intent, tool, cancellationToken);
    }

    /// <summary>The same without a permit: for a stream that waits for changes of the list.</summary>
    public async Task<List<CallableAction>> FindAsync(AgentIdentity agent, string? intent, string? tool, CancellationToken cancellationToken)
    {
        var actions = catalog.Actions.Where(action => tool is null || action.Tool == tool);
        return [.. (await decisions.FindAsync(agent, actions, intent, cancellationToken)).Select(CallableAction.Of)];
    }
}
