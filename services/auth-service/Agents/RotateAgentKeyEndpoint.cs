using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class RotateAgentKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{agentId}/keys", HandleAsync).RequireAccess(Access.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Replaces the agent's key. The old one signs no assertion any more; tokens that exist stay good.</summary>
    internal static async Task<Results<Ok<AgentResponse>, ProblemResult>> HandleAsync(
        string agentId, [FromBody] RotateAgentKeyRequest? request, AgentRegistry agents, CancellationToken cancellationToken) =>
        await agents.RotateKeyAsync(agentId, request?.PublicKeyPem, cancellationToken) is { } agent
            ? TypedResults.Ok(agent)
            : AgentProblems.Unknown();
}
