using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Requests;
using FourRunr.PolicyEvaluation.Documents;

namespace FourRunr.Policy.Policies;

internal static class ReplacePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/{id}", HandleAsync).AcceptsDocument<PolicyRequest>()
        .Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict, GatewayErrors.PreconditionFailed)
        .ReadsHeaders(HeaderDescription.IfMatch).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Makes the next version of a policy. With If-Match, only if the policy still has the version that was read.</summary>
    internal static async Task<Results<Ok<PolicyResponse>, ProblemResult>> HandleAsync(
        string id, HttpContext context, PolicyEditor editor, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(context.Request, PolicyRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        return await editor.ReplaceAsync(id, request, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) switch
        {
            PolicyOutcome.Done done => TypedResults.Ok(PolicyResults.Tagged(done.Policy, context.Response)),
            var refused => PolicyResults.Refusal(refused),
        };
    }
}
