using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>The budgets of all calls that an agent may make.</summary>
internal sealed class AgentBudgets(CallAuthorizer authorizer, ICallLimiter limiter, ToolCatalog catalog) : IAgentBudgets
{
    public async Task<RefusalOr<IReadOnlyList<Budget>>> ListAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        var (bucket, limit) = RateBucket.OfUnasked(agent);
        var taken = await limiter.TakeAsync(new LimitRequest(bucket, limit, Quotas: []), cancellationToken);
        if (!taken.Allowed)
        {
            return LimitRefusal.Of(limit, taken);
        }

        var verdicts = await Task.WhenAll(catalog.Actions.Select(action => authorizer.DecideAsync(agent, action, intent: null, cancellationToken).AsTask()));
        return verdicts.OfType<Verdict.Allowed>().SelectMany(allowed => allowed.Decision.Budgets).DistinctBy(budget => budget.Account)
            .OrderBy(budget => budget.Account, StringComparer.Ordinal).ToList();
    }
}
