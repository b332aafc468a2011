using FourRunr.Hosting.Telemetry;

namespace FourRunr.ToolProxy.Resilience;

internal static class ResilienceModule
{
    public static IServiceCollection AddResilience(this IServiceCollection services)
    {
        services.AddInstruments<ResilienceMetrics>();
        services.AddInstruments<ToolResiliencePipelines>();
        services.AddSingleton<ProviderBreakers>();
        return services;
    }

    public static void MapResilience(this IEndpointRouteBuilder routes) =>
        ListBreakersEndpoint.Map(routes.MapGroup("").RequireAccess(AccessRole.Auditor).WithTags("Resilience"));
}
