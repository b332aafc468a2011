using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class UpdateAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{agentId}", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Suspends or activates an agent, or gives it another role or other tags. It takes effect immediately, also for existing tokens.</summary>
    internal static async Task<Results<Ok<AgentResponse>, ProblemResult>> HandleAsync(
        string agentId, [FromBody] UpdateAgentRequest request, HttpContext context, AgentEditor agents, CancellationToken cancellationToken) =>
        await agents.UpdateAsync(agentId, request, Actor.Of(context), cancellationToken) is { } agent ? TypedResults.Ok(agent) : AgentProblems.Unknown();
}
