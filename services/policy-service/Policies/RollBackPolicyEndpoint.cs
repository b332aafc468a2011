using FourRunr.Hosting.Requests;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Policies;

internal static class RollBackPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id}/rollback", HandleAsync)
        .Refuses(GatewayErrors.NotFound, GatewayErrors.PreconditionFailed)
        .ReadsHeaders(HeaderDescription.IfMatch).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Makes the spec of an old version the next version. Name, binding and mode stay as they are.</summary>
    internal static async Task<Results<Ok<PolicyResponse>, ProblemResult>> HandleAsync(
        string id, [FromBody] RollbackPolicyRequest request, HttpContext context, PolicyEditor editor,
        CancellationToken cancellationToken) =>
        await editor.RollBackAsync(id, request.Version, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) switch
        {
            PolicyOutcome.Done done => TypedResults.Ok(PolicyResults.Tagged(done.Policy, context.Response)),
            var refused => PolicyResults.Refusal(refused),
        };
}
