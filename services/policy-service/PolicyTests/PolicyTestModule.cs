using FourRunr.Hosting.Access;

namespace FourRunr.Policy.PolicyTests;

/// <summary>Tests of policies, run by operators and in their pipelines.</summary>
internal static class PolicyTestModule
{
    public static void MapPolicyTests(this IEndpointRouteBuilder routes) =>
        TestPoliciesEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Auditor));
}
