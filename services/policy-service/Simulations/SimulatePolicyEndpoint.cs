using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation.Documents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Simulations;

internal static class SimulatePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/simulate", HandleAsync).AcceptsDocument<SimulateRequest>().Refuses(GatewayErrors.NotFound);

    /// <summary>Replays recorded calls against the current policies with a draft added, and reports which would newly be allowed or denied.</summary>
    internal static async Task<Results<Ok<SimulateResponse>, ProblemResult>> HandleAsync(
        HttpRequest http, Simulator simulator, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(http, SimulateRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var bearer = BearerToken.Read(http).Token?.ToString() ?? throw new InvalidOperationException("The request is anonymous.");
        return await simulator.SimulateAsync(request, request.Limit ?? SimulateRequestReader.MostRecords, bearer, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : PolicyResults.NotFound();
    }
}
