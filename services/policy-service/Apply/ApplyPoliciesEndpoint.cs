using FourRunr.Hosting.Documents;
using FourRunr.PolicyEvaluation.Documents;

namespace FourRunr.Policy.Apply;

internal static class ApplyPoliciesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/apply", HandleAsync)
        .AcceptsDocument<ApplyRequest>().Refuses(GatewayErrors.Conflict);

    /// <summary>
    /// Makes the stored policies equal to a set of documents, which are matched by name, in one transaction. It creates what is missing,
    /// makes a new version of what differs, leaves equal policies alone, and deletes the others only when asked to prune.
    /// </summary>
    internal static async Task<Results<Ok<ApplyResponse>, ProblemResult>> HandleAsync(
        [AsParameters] ApplyQuery query, HttpContext context, PolicyApplier applier, CancellationToken cancellationToken)
    {
        var (documents, refusal) = await DocumentBody.ReadAllAsync(context.Request, cancellationToken);
        if (documents is null)
        {
            return refusal!;
        }

        var (request, invalid) = DocumentBody.Read(errors => ApplyRequestReader.Read(documents, errors));
        if (request is null)
        {
            return invalid!;
        }

        var applied = await applier.ApplyAsync(query.Override(request), query.DryRun ?? false, Actor.Of(context), cancellationToken);
        return applied is null
            ? new ProblemResult(GatewayErrors.Conflict, "Another request created a policy of the set. Nothing was changed.")
            {
                HowToFix = "Apply the set again.",
            }
            : TypedResults.Ok(applied);
    }
}
