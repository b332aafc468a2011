using FourRunr.Hosting.Access;

namespace FourRunr.Policy.Simulations;

/// <summary>Drafts tried on the calls that were really made.</summary>
internal static class SimulationModule
{
    public static void AddSimulations(this IServiceCollection services)
    {
        services.AddSingleton<RecordedCalls>();
        services.AddSingleton<Simulator>();
    }

    public static void MapSimulations(this IEndpointRouteBuilder routes) =>
        SimulatePolicyEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Auditor));
}
