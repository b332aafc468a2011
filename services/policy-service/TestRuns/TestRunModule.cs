namespace FourRunr.Policy.TestRuns;

/// <summary>Operators and their pipelines run tests of policies.</summary>
internal static class TestRunModule
{
    public static void MapTestRuns(this IEndpointRouteBuilder routes) =>
        TestPoliciesEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Auditor));
}
