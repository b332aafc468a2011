namespace FourRunr.Policy.Simulations;

/// <summary>Tries drafts of policies on recorded calls.</summary>
internal static class SimulationModule
{
    public static void AddSimulations(this IServiceCollection services)
    {
        services.AddSingleton<CallRecordClient>();
        services.AddSingleton<Simulator>();
    }

    public static void MapSimulations(this IEndpointRouteBuilder routes) =>
        SimulatePolicyEndpoint.Map(routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Auditor));
}
