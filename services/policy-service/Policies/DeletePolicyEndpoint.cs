using System.Security.Claims;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Policies;

internal static class DeletePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id}", DeleteAsync);

    /// <summary>Ends a policy. Its history stays readable and says who deleted it.</summary>
    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string id, ClaimsPrincipal user, HttpRequest request, PolicyEditor editor, CancellationToken cancellationToken) =>
        await editor.DeleteAsync(id, IfMatch.Of(request), user.PrincipalId(), cancellationToken) switch
        {
            PolicyOutcome.Done => TypedResults.NoContent(),
            var refused => PolicyAnswers.Refusal(refused),
        };
}
