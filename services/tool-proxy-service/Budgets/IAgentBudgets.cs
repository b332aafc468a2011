using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Budgets;

/// <summary>The budgets that policies set for an agent.</summary>
internal interface IAgentBudgets
{
    /// <summary>Each account once, whichever of the agent's calls count against it. Takes a permit of the agent's rate.</summary>
    /// <exception cref="DependencyUnavailableException">Policy-service cannot say.</exception>
    Task<RefusalOr<IReadOnlyList<Budget>>> ListAsync(AgentIdentity agent, CancellationToken cancellationToken);
}
