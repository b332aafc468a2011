using System.Security.Claims;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Policies;

internal static class RollBackPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id}/rollback", RollBackAsync).Refuses(GatewayErrors.NotFound, GatewayErrors.PreconditionFailed)
        .ReadsHeaders(HeaderDescription.IfMatch).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Makes the spec of an old version the next version; name, binding and mode stay.</summary>
    internal static async Task<Results<Ok<PolicyResponse>, ProblemResult>> RollBackAsync(
        string id, [FromBody] RollbackPolicyRequest request, ClaimsPrincipal user, HttpContext context, PolicyEditor editor,
        CancellationToken cancellationToken) =>
        await editor.RollBackAsync(id, request.Version, IfMatch.Of(context.Request), user.PrincipalId(), cancellationToken) switch
        {
            PolicyOutcome.Done done => TypedResults.Ok(PolicyAnswers.Tagged(done.Policy, context.Response)),
            var refused => PolicyAnswers.Refusal(refused),
        };
}
