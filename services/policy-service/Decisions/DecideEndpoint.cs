using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Decisions;

internal static class DecideEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync);

    /// <summary>
    /// Decides whether an agent may use an action of a tool: by which rule, under which constraints and limits, and what policies in shadow
    /// mode would have decided. A denial is a regular answer with status 200.
    /// </summary>
    internal static async Task<Ok<DecisionResponse>> HandleAsync(
        [FromBody] DecisionRequest request, EffectivePolicies policies, CancellationToken cancellationToken)
    {
        var set = await policies.OfAsync(request.AgentId, request.Role, request.Tags, cancellationToken);
        return TypedResults.Ok(set.Decide(request.Tool, request.Action, request.Intent, request.Tags));
    }
}
