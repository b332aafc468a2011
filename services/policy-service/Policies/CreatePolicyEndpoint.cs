using FourRunr.Hosting.Documents;
using FourRunr.PolicyEvaluation.Documents;

namespace FourRunr.Policy.Policies;

internal static class CreatePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
        .AcceptsDocument<PolicyRequest>().Refuses(GatewayErrors.Conflict).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Creates a policy for one agent, one role or one tag.</summary>
    internal static async Task<Results<Created<PolicyResponse>, ProblemResult>> HandleAsync(
        HttpContext context, PolicyEditor editor, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(context.Request, PolicyRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        return await editor.CreateAsync(request, Actor.Of(context), cancellationToken) switch
        {
            PolicyOutcome.Done done => TypedResults.Created(
                $"/v1/policies/{done.Policy.PolicyId}", PolicyResults.Tagged(done.Policy, context.Response)),
            var refused => PolicyResults.Refusal(refused),
        };
    }
}
