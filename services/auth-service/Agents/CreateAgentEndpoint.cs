using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class CreateAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).RequireAccess(AccessRole.Admin);

    /// <summary>Registers an agent. Without a public key the gateway generates a pair; the private key is only in this response.</summary>
    internal static async Task<Created<AgentResponse>> HandleAsync(
        [FromBody] CreateAgentRequest request, AgentEditor agents, CancellationToken cancellationToken)
    {
        var agent = await agents.CreateAsync(request, cancellationToken);
        return TypedResults.Created($"/v1/agents/{agent.AgentId}", agent);
    }
}
