namespace FourRunr.Auth.Agents;

internal static class GetAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{agentId}", HandleAsync)
        .RequireAccess(AccessRole.Auditor).Refuses(GatewayErrors.NotFound);

    /// <summary>Returns an agent.</summary>
    internal static async Task<Results<Ok<AgentResponse>, ProblemResult>> HandleAsync(
        string agentId, AgentStore agents, CancellationToken cancellationToken) =>
        await agents.FindAsync(agentId, cancellationToken) is { } agent ? TypedResults.Ok(agent) : AgentProblems.Unknown();
}
