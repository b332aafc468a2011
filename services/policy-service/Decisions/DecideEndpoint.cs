using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Decisions;

internal static class DecideEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", DecideAsync);

    /// <summary>Says whether an agent may do something, by which rule, and at what rate. A denial is an answer, so it is a 200.</summary>
    private static async Task<Ok<DecisionResponse>> DecideAsync(
        [FromBody] DecisionRequest request, ApplyingPolicies policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(PolicyEvaluator.Decide(
            await policies.OfAsync(request.AgentId, request.Role, cancellationToken), request.Tool, request.Action));
}
