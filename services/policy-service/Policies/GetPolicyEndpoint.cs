using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Policies;

internal static class GetPolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}", GetAsync).Refuses(GatewayErrors.NotFound).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>A policy as it is now.</summary>
    internal static async Task<Results<Ok<PolicyResponse>, ProblemResult>> GetAsync(
        string id, HttpResponse response, PolicyReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(id, cancellationToken) is { } policy
            ? TypedResults.Ok(PolicyAnswers.Tagged(policy, response))
            : PolicyAnswers.NotFound();
}
