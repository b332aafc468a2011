using FourRunr.Hosting.Requests;

namespace FourRunr.Policy.Policies;

internal static class DeletePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id}", HandleAsync)
        .Refuses(GatewayErrors.NotFound, GatewayErrors.PreconditionFailed).ReadsHeaders(HeaderDescription.IfMatch);

    /// <summary>Deletes a policy. Its history stays readable and shows who deleted it.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string id, HttpContext context, PolicyEditor editor, CancellationToken cancellationToken) =>
        await editor.DeleteAsync(id, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) switch
        {
            PolicyOutcome.Done => TypedResults.NoContent(),
            var refused => PolicyResults.Refusal(refused),
        };
}
