using FourRunr.Auth.Tokens;
using FourRunr.Contracts;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Auth.OAuth;

/// <summary>
/// Asks policy-service what an agent may do at all. The answer is not remembered: a token is fetched rarely, and what is granted is
/// what policies say at that moment.
/// </summary>
internal sealed class AllowedScopes([FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService)
{
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policies cannot be asked: 503, and no token.</exception>
    public async Task<IReadOnlyList<AllowedTool>> ListAsync(AssertionUse agent, CancellationToken cancellationToken)
    {
        var question = new AllowedScopesRequest(agent.AgentId, agent.Role);
        var answer = await policyService.PostAsync<AllowedScopesResponse>(
            "/v1/decisions/scopes", () => JsonContent.Create(question, options: GatewayJson.Tolerant), cancellationToken);
        return answer.Tools;
    }
}
