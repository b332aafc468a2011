using FourRunr.Hosting.Documents;
using FourRunr.PolicyEvaluation;
using FourRunr.PolicyEvaluation.Documents;
using FourRunr.PolicyEvaluation.Explanations;

namespace FourRunr.Policy.Decisions;

internal static class ExplainEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/explain", HandleAsync).AcceptsDocument<ExplainRequest>();

    /// <summary>
    /// Explains the decision on a call: the rule that decides, every rule and constraint with its result, the nearest miss, and the sum of
    /// the agent's policies. Without role and tags, only policies that are bound to the agent apply.
    /// </summary>
    internal static async Task<Results<Ok<ExplainResponse>, ProblemResult>> HandleAsync(
        HttpRequest http, EffectivePolicies policies, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(http, ExplainRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var set = await policies.OfAsync(request.AgentId, request.Role, request.Tags, cancellationToken);
        return TypedResults.Ok(Explainer.Explain(set, new CallQuestion(
            request.Tool, request.Action, request.Intent, request.Params,
            request.RequestBytes ?? CallQuestion.SizeOf(request.Params), request.Time ?? clock.GetUtcNow(), request.Model), request.Tags));
    }
}
