using FourRunr.PolicyEvaluation.Models;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Models;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>The models that an agent's token and policies allow now.</summary>
internal sealed class CallableModels(AllowedDecisions decisions, ModelEndpoints endpoints, ModelDirectory directory)
{
    /// <summary>Those that have a name to list, in the order of their names, each with the provider that is asked first.</summary>
    /// <param name="intent">What the agent says it is doing; null when it does not say.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policy-service cannot say.</exception>
    public async Task<RefusalOr<IReadOnlyList<(string Model, ModelProvider Provider)>>> ListAsync(
        AgentIdentity agent, ModelApi api, string? intent, CancellationToken cancellationToken)
    {
        if (!(await RulesAsync(agent, api, intent, cancellationToken)).TryGet(out var rules, out var refusal))
        {
            return refusal;
        }

        return directory.Names(api).Where(named => Allow(rules, named.Model)).ToList();
    }

    /// <returns>The provider that is asked first, or 404 for a model that there is not, or not for this agent.</returns>
    public async Task<RefusalOr<ModelProvider>> FindAsync(AgentIdentity agent, ModelApi api, string model, string? intent, CancellationToken cancellationToken)
    {
        if (!(await RulesAsync(agent, api, intent, cancellationToken)).TryGet(out var rules, out var refusal))
        {
            return refusal;
        }

        return directory.Find(api, model) is { } route && Allow(rules, model)
            ? directory.Provider(route.Candidates[0].Provider)
            : new Refusal(GatewayErrors.ModelNotFound);
    }

    /// <summary>The rules of each endpoint that is allowed.</summary>
    private async Task<RefusalOr<IReadOnlyList<CompiledModelRules>>> RulesAsync(
        AgentIdentity agent, ModelApi api, string? intent, CancellationToken cancellationToken)
    {
        if (await decisions.TakePermitAsync(agent, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return (await decisions.FindAsync(agent, endpoints.Of(api), intent, cancellationToken)).Select(allowed => allowed.Decision.Constraints.Models).ToList();
    }

    private static bool Allow(IReadOnlyList<CompiledModelRules> rules, string model) => rules.Any(rule => rule.CheckModel(model) is null);
}
