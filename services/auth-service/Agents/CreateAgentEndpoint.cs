using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class CreateAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).RequireAccess(AccessRole.Admin);

    /// <summary>Registers an agent. Without a public key the gateway generates a pair; the private key is only in this response.</summary>
    internal static async Task<Created<AgentResponse>> HandleAsync(
        [FromBody] CreateAgentRequest request, HttpContext context, AgentEditor agents, CancellationToken cancellationToken)
    {
        var agent = await agents.CreateAsync(request, Actor.Of(context), cancellationToken);
        return TypedResults.Created($"/v1/agents/{agent.AgentId}", agent);
    }
}
