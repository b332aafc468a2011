using FourRunr.Hosting.Documents;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation.Documents;

namespace FourRunr.Policy.Simulations;

internal static class SimulatePolicyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/simulate", HandleAsync)
        .AcceptsDocument<SimulateRequest>().Refuses(GatewayErrors.NotFound);

    /// <summary>
    /// Replays recorded calls against the current policies with a draft added, and reports which would newly be allowed or denied.
    /// </summary>
    internal static async Task<Results<Ok<SimulateResponse>, ProblemResult>> HandleAsync(
        HttpRequest http, Simulator simulator, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(http, SimulateRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var bearer = BearerToken.Read(http).Token?.ToString() ?? throw new InvalidOperationException("The request is anonymous.");
        var most = request.Limit ?? SimulateRequestReader.MostRecords;
        return await simulator.SimulateAsync(request, most, bearer, cancellationToken) is { } response
            ? TypedResults.Ok(response)
            : PolicyResults.NotFound();
    }
}
