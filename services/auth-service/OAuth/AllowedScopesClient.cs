using FourRunr.Hosting.Resilience;

namespace FourRunr.Auth.OAuth;

/// <summary>
/// Asks policy-service what an agent may do at all. The answer is not cached: tokens are requested rarely, and a token grants what the
/// policies allow at that moment.
/// </summary>
internal sealed class AllowedScopesClient([FromKeyedServices(DependencyModule.PolicyService)] DependencyClient policyService)
{
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">policy-service is not available: 503, and no token.</exception>
    public async Task<IReadOnlyList<AllowedTool>> ListAsync(
        string agentId, string role, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        var question = new AllowedScopesRequest(agentId, role, tags);
        var answer = await policyService.PostAsync<AllowedScopesResponse>(
            "/v1/decisions/scopes", () => JsonContent.Create(question, options: GatewayJson.Tolerant), cancellationToken);
        return answer.Tools;
    }
}
