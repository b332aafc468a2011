using FourRunr.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Decisions;

internal static class DecideEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", DecideAsync);

    /// <summary>
    /// Says whether an agent may do something, by which rule, under which constraints and limits, and what policies in
    /// shadow mode would have said. A denial is an answer, so it is a 200.
    /// </summary>
    internal static async Task<Ok<DecisionResponse>> DecideAsync(
        [FromBody] DecisionRequest request, ApplyingPolicies policies, CancellationToken cancellationToken)
    {
        var set = await policies.OfAsync(request.AgentId, request.Role, cancellationToken);
        return TypedResults.Ok(set.Decide(request.Tool, request.Action, request.Intent));
    }
}
