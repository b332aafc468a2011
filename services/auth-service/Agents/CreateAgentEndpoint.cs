using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Agents;

internal static class CreateAgentEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).RequireAccess(Access.Admin);

    /// <summary>Registers an agent. Without a public key the gateway makes a pair and returns the private key, this once.</summary>
    internal static async Task<Created<AgentResponse>> HandleAsync(
        [FromBody] CreateAgentRequest request, AgentRegistry agents, CancellationToken cancellationToken)
    {
        var agent = await agents.CreateAsync(request, cancellationToken);
        return TypedResults.Created($"/v1/agents/{agent.AgentId}", agent);
    }
}
