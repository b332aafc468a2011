using FourRunr.Auth.Agents;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Revocations;

internal static class ThrowKillSwitchEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync).RequireAccess(Access.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>
    /// The kill switch: every token of an agent, of a role or of everyone that exists now is dead. New ones can be had, unless
    /// <c>suspend</c> suspends the agents in the same step.
    /// </summary>
    internal static async Task<Results<Created<KillSwitchResponse>, ProblemResult>> HandleAsync(
        [FromBody] KillSwitchRequest request, KillSwitch killSwitch, AgentStore agents, CancellationToken cancellationToken)
    {
        // A mistyped id must not look like a success.
        if (request.AgentId is { } agentId && await agents.FindAsync(agentId, cancellationToken) is null)
        {
            return AgentProblems.Unknown();
        }

        return TypedResults.Created(
            "/v1/revocations", await killSwitch.ThrowAsync(KillScope.Of(request), request.Reason, request.Suspend, cancellationToken));
    }
}
