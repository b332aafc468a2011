using FourRunr.Auth.Agents;

namespace FourRunr.Auth.Tokens;

internal static class ListTokensEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{agentId}/tokens", HandleAsync)
        .RequireAccess(AccessRole.Auditor).Refuses(GatewayErrors.NotFound);

    /// <summary>Lists the tokens of an agent, newest first, without their secret text.</summary>
    internal static async Task<Results<Ok<Page<TokenResponse>>, ProblemResult>> HandleAsync(
        string agentId, [AsParameters] PageQuery page, AgentStore agents, TokenStore tokens, CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        return await agents.FindAsync(agentId, cancellationToken) is null
            ? AgentProblems.Unknown()
            : TypedResults.Ok(await tokens.ListAsync(agentId, page, cancellationToken));
    }
}
