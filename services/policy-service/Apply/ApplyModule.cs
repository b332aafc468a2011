namespace FourRunr.Policy.Apply;

/// <summary>Policy as code: admins apply whole sets of policies.</summary>
internal static class ApplyModule
{
    public static void AddApply(this IServiceCollection services) => services.AddSingleton<PolicyApplier>();

    public static void MapApply(this IEndpointRouteBuilder routes) =>
        ApplyPoliciesEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Admin));
}
