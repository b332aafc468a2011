using FourRunr.Auth.Agents;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Revocations;

internal static class ThrowKillSwitchEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>
    /// The kill switch: revokes all existing tokens of an agent, of a role or of everyone. The agents can get new ones, unless
    /// <c>suspend</c> suspends them in the same step.
    /// </summary>
    internal static async Task<Results<Created<KillSwitchResponse>, ProblemResult>> HandleAsync(
        [FromBody] KillSwitchRequest request, HttpContext context, KillSwitch killSwitch, AgentStore agents, CancellationToken cancellationToken)
    {
        // A misspelt id must not look like success.
        if (request.AgentId is { } agentId && await agents.FindAsync(agentId, cancellationToken) is null)
        {
            return AgentProblems.Unknown();
        }

        var revocation = await killSwitch.ThrowAsync(
            RevocationScope.Of(request), request.Reason, request.Suspend, Actor.Of(context), cancellationToken);
        return TypedResults.Created("/v1/revocations", revocation);
    }
}
