using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Models;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>The budgets of all calls that an agent may make.</summary>
internal sealed class AgentBudgets(AllowedDecisions decisions, ToolCatalog catalog, ModelEndpoints endpoints) : IAgentBudgets
{
    public async Task<RefusalOr<IReadOnlyList<Budget>>> ListAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        if (await decisions.TakePermitAsync(agent, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var allowed = await decisions.FindAsync(agent, catalog.Actions.Concat(endpoints.All), intent: null, cancellationToken);
        return allowed.SelectMany(call => call.Decision.Budgets).DistinctBy(budget => budget.Account).OrderBy(budget => budget.Account, StringComparer.Ordinal).ToList();
    }
}
