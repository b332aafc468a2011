using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class RotateAgentKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{agentId}/keys", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Replaces the agent's key. Assertions signed with the old key are refused from now on; existing tokens stay valid.</summary>
    internal static async Task<Results<Ok<AgentResponse>, ProblemResult>> HandleAsync(
        string agentId, [FromBody] RotateAgentKeyRequest? request, HttpContext context, AgentEditor agents, CancellationToken cancellationToken) =>
        await agents.RotateKeyAsync(agentId, request?.PublicKeyPem, Actor.Of(context), cancellationToken) is { } agent
            ? TypedResults.Ok(agent)
            : AgentProblems.Unknown();
}
