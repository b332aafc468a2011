using FourRunr.Hosting.Documents;
using FourRunr.Policy.Decisions;
using FourRunr.PolicyEvaluation;
using FourRunr.PolicyEvaluation.Documents;
using FourRunr.PolicyEvaluation.Testing;

namespace FourRunr.Policy.TestRuns;

internal static class TestPoliciesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/test", HandleAsync).AcceptsDocument<PolicyTestRequest>();

    /// <summary>
    /// Runs tests against the policies in the body, or else against the stored ones. A failed test is a regular answer with status 200.
    /// </summary>
    internal static async Task<Results<Ok<PolicyTestResponse>, ProblemResult>> HandleAsync(
        HttpRequest http, EffectivePolicies stored, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (request, refusal) = await DocumentBody.ReadAsync(http, PolicyTestRequestReader.Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var now = clock.GetUtcNow();
        var policies = request.Policies?.Select(DraftPolicy.Compile).ToArray();
        var results = new List<PolicyTestResult>(request.Tests.Count);
        foreach (var test in request.Tests)
        {
            var (agentId, role, tags) = (test.Given.AgentId, test.Given.Role, test.Given.Tags ?? []);
            var set = policies is null
                ? await stored.OfAsync(agentId ?? "", role, tags, cancellationToken)
                : PolicySet.Compile([.. policies.Where(policy => policy.AppliesTo(agentId, role, tags)).Select(policy => policy.Compiled)]);
            results.Add(PolicyTestRunner.Run(test, set, now));
        }

        var passed = results.Count(result => result.Passed);
        return TypedResults.Ok(new PolicyTestResponse(passed, results.Count - passed, results));
    }
}
