using FourRunr.Hosting.Access;

namespace FourRunr.ToolProxy.Resilience;

internal static class ResilienceModule
{
    public static IServiceCollection AddResilience(this IServiceCollection services)
    {
        services.AddSingleton<ResilienceMetrics>();
        services.AddSingleton<ToolPipelines>();
        return services;
    }

    public static void MapResilience(this IEndpointRouteBuilder routes) =>
        ListBreakersEndpoint.Map(routes.MapGroup("").RequireAccess(Access.Auditor).WithTags("Resilience"));
}
