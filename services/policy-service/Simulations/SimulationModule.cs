using FourRunr.Hosting.Access;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Policy.Simulations;

/// <summary>Drafts tried on the calls that were really made.</summary>
internal static class SimulationModule
{
    public static void AddSimulations(this IServiceCollection services)
    {
        services.AddDependency(DependencyModule.ToolProxy, settings => settings.ProxyUrl, DependencyPipeline.BuildForManagement);
        services.AddSingleton<RecordedCalls>();
        services.AddSingleton<Simulator>();
    }

    public static void MapSimulations(this IEndpointRouteBuilder routes) =>
        SimulatePolicyEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(Access.Auditor));
}
