using FourRunr.Hosting.Access;

namespace FourRunr.Policy.Applications;

/// <summary>Policy as code: whole sets of policies, applied by admins.</summary>
internal static class ApplicationModule
{
    public static void AddApplications(this IServiceCollection services) => services.AddSingleton<PolicyApplier>();

    public static void MapApplications(this IEndpointRouteBuilder routes) =>
        ApplyPoliciesEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Admin));
}
