using FourRunr.Auth.Agents;
using FourRunr.Auth.ClientGrants;

namespace FourRunr.Auth.SignIn;

internal static class ListAgentClientsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{agentId}/clients", HandleAsync)
        .RequireAccess(AccessRole.Auditor).Refuses(GatewayErrors.NotFound);

    /// <summary>Lists the clients that operators have signed in as an agent and that can act as it now, the newest consent first.</summary>
    internal static async Task<Results<Ok<Page<AgentClientResponse>>, ProblemResult>> HandleAsync(
        string agentId, [AsParameters] PageQuery page, AgentStore agents, AgentClientStore clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        return await agents.FindAsync(agentId, cancellationToken) is null
            ? AgentProblems.Unknown()
            : TypedResults.Ok(await clients.ListAsync(agentId, page, clock.GetStoredNow(), cancellationToken));
    }
}
