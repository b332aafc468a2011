namespace FourRunr.Policy.Policies;

internal static class GetPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}", HandleAsync)
        .Refuses(GatewayErrors.NotFound).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Returns the current version of a policy.</summary>
    internal static async Task<Results<Ok<PolicyResponse>, ProblemResult>> HandleAsync(
        string id, HttpResponse response, PolicyStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } policy
            ? TypedResults.Ok(PolicyResults.Tagged(policy, response))
            : PolicyResults.NotFound();
}
