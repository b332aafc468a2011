using System.Security.Claims;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.PolicyEvaluation.Documents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Applications;

internal static class ApplyPoliciesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/apply", ApplyAsync).AcceptsDocument<ApplyRequest>().Refuses(GatewayErrors.Conflict);

    /// <summary>
    /// Makes the stored policies say what a set of documents says, matched by name and all in one transaction: creates what is
    /// missing, makes a new version of what differs, leaves equal ones alone, and deletes the rest only when asked to prune.
    /// </summary>
    internal static async Task<Results<Ok<ApplyResponse>, ProblemResult>> ApplyAsync(
        [AsParameters] ApplyQuery query, HttpRequest http, ClaimsPrincipal user, PolicyApplier applier, CancellationToken cancellationToken)
    {
        var (documents, refusal) = await DocumentBody.ReadAllAsync(http, cancellationToken);
        if (documents is null)
        {
            return refusal!;
        }

        var (request, invalid) = DocumentBody.Read(errors => ApplyRequestReader.Read(documents, errors));
        if (request is null)
        {
            return invalid!;
        }

        return await applier.ApplyAsync(query.Over(request), query.DryRun ?? false, user.PrincipalId(), cancellationToken) is { } applied
            ? TypedResults.Ok(applied)
            : new ProblemResult(GatewayErrors.Conflict, "A policy of the set was created by somebody else at the same moment; nothing was changed.")
            {
                HowToFix = "Apply the set again.",
            };
    }
}
