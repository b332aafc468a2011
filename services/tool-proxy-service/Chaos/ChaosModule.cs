using FluentValidation;
using FourRunr.Hosting.Telemetry;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.Chaos;

internal static class ChaosModule
{
    public static IServiceCollection AddChaos(this IServiceCollection services)
    {
        services.AddInstruments<ChaosMetrics>();
        services.AddSingleton<ChaosRules>();
        services.AddSingleton(provider => new ChaosInjection(
            provider.GetRequiredService<ChaosRules>(),
            provider.GetRequiredService<ChaosMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared.NextDouble));
        services.AddSingleton<IValidator<SetChaosRequest>, SetChaosRequestValidator>();
        return services;
    }

    public static void MapChaos(this IEndpointRouteBuilder routes)
    {
        // Created now, so that an invalid FF_CHAOS stops the start.
        routes.ServiceProvider.GetRequiredService<ChaosRules>();
        var group = routes.MapGroup("/v1/admin/chaos").RequireAccess(AccessRole.Admin).WithTags("Chaos").WithBodyValidation();
        ListChaosEndpoint.Map(group);
        SetChaosEndpoint.Map(group);
        RemoveChaosEndpoint.Map(group);
    }
}
