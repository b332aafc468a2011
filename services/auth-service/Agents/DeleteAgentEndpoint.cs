namespace FourRunr.Auth.Agents;

internal static class DeleteAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{agentId}", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Deletes an agent and revokes its tokens. This cannot be undone.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string agentId, HttpContext context, AgentEditor agents, CancellationToken cancellationToken) =>
        await agents.DeleteAsync(agentId, Actor.Of(context), cancellationToken) ? TypedResults.NoContent() : AgentProblems.Unknown();
}
