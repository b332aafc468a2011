using System.Security.Claims;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Policies;

internal static class CreatePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", CreateAsync);

    /// <summary>Makes a policy for one agent or one role.</summary>
    private static async Task<Results<Created<PolicyResponse>, ProblemResult>> CreateAsync(
        [FromBody] PolicyRequest request, ClaimsPrincipal user, HttpResponse response, PolicyEditor editor, CancellationToken cancellationToken) =>
        await editor.CreateAsync(request, user.PrincipalId(), cancellationToken) switch
        {
            PolicyOutcome.Done done => TypedResults.Created($"/v1/policies/{done.Policy.PolicyId}", PolicyAnswers.Tagged(done.Policy, response)),
            var refused => PolicyAnswers.Refusal(refused),
        };
}
