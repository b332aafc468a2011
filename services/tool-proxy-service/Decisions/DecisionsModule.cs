using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Decisions;

internal static class DecisionsModule
{
    public static IServiceCollection AddDecisions(this IServiceCollection services)
    {
        services.AddDependency(DependencyModule.PolicyService, settings => settings.PolicyUrl);
        services.AddAnswerCache<PolicyDecision>("decisions", DependencyModule.PolicyService);
        services.AddSingleton<DecisionClient>();
        services.AddSingleton<CallAuthorizer>();
        return services;
    }
}
