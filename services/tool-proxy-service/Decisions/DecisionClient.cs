using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Asks policy-service for decisions and caches them, denials too.</summary>
internal sealed partial class DecisionClient(
    [FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService,
    AnswerCache<PolicyDecision> cache,
    ILogger<DecisionClient> log)
{
    private const char Separator = '\n';

    /// <param name="intent">Valid by <see cref="Intent"/>, or null.</param>
    /// <exception cref="DependencyUnavailableException">There is no valid decision: 503, never 403.</exception>
    public async ValueTask<PolicyDecision> AskAsync(AgentIdentity agent, ToolAction action, string? intent, CancellationToken cancellationToken)
    {
        // No part can contain the separator: ids, roles, tags, tools and actions are the gateway's own, and the intent was checked.
        var tags = agent.Tags.Count == 0 ? null : string.Join(',', agent.Tags);
        var key = string.Join(Separator, agent.AgentId, agent.Role, tags, action.Tool, action.Name, action.Version, intent);
        try
        {
            // An effect needs a fresh decision; a read may use the last one while policy-service is not available.
            return await cache.GetAsync(
                key, allowStale: !action.HasSideEffects, (Client: this, agent, action, intent), static (question, token) =>
                    question.Client.AskAsync(
                        new DecisionRequest(
                            question.agent.AgentId, question.agent.Role, question.action.Tool, question.action.Name, question.intent,
                            question.agent.Tags.Count == 0 ? null : question.agent.Tags),
                        question.action,
                        token),
                cancellationToken);
        }
        catch (UnusablePolicyException exception)
        {
            throw new DependencyUnavailableException(DependencyModule.PolicyService, exception);
        }
    }

    private async Task<CacheableAnswer<PolicyDecision>> AskAsync(DecisionRequest question, ToolAction action, CancellationToken cancellationToken)
    {
        var decision = await policyService.PostAsync<DecisionResponse>(
            "/v1/decisions", () => JsonContent.Create(question, options: GatewayJson.Tolerant), cancellationToken);
        try
        {
            return new(
                PolicyDecision.Compile(question, decision, action),
                [
                    InvalidationSubjects.AgentPolicies(question.AgentId), InvalidationSubjects.RolePolicies(question.Role),
                    .. (question.Tags ?? []).Select(InvalidationSubjects.TagPolicies),
                ]);
        }
        catch (UnusablePolicyException exception)
        {
            // Not reported as an outage: the cache would then use the previous decision, although there is a newer one.
            Log.Unusable(log, question.AgentId, question.Role, exception);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A policy of agent {AgentId} (role {Role}) cannot be used; its calls are refused.")]
        public static partial void Unusable(ILogger logger, string agentId, string role, Exception exception);
    }
}
