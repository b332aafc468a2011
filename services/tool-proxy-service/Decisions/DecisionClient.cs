using FourRunr.Contracts;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Asks policy-service and remembers what it said, denials too.</summary>
internal sealed class DecisionClient(
    [FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService,
    AnswerCache<DecisionResponse> cache)
{
    private const char Separator = '\n';

    /// <param name="intent">Valid by <see cref="Intent"/>, or null.</param>
    /// <exception cref="DependencyUnavailableException">No decision that can be believed: 503, never 403.</exception>
    public ValueTask<DecisionResponse> AskAsync(AgentIdentity agent, ToolAction action, string? intent, CancellationToken cancellationToken)
    {
        // No part can hold the separator: ids, roles, tools and actions are the gateway's own words, the intent was checked.
        var key = string.Join(Separator, agent.AgentId, agent.Role, action.Tool, action.Name, intent);
        var question = new DecisionRequest(agent.AgentId, agent.Role, action.Tool, action.Name, intent);
        // An effect needs a decision that is fresh; a read may go on with the last one while policy-service is away.
        return cache.GetAsync(key, allowStale: !action.HasSideEffects, token => AskAsync(question, token), cancellationToken);
    }

    private async Task<Answer<DecisionResponse>> AskAsync(DecisionRequest question, CancellationToken cancellationToken)
    {
        var decision = await policyService.PostAsync<DecisionResponse>(
            "/v1/decisions", () => JsonContent.Create(question, options: GatewayJson.Tolerant), cancellationToken);
        return new(decision, [InvalidationSubjects.AgentPolicies(question.AgentId), InvalidationSubjects.RolePolicies(question.Role)]);
    }
}
