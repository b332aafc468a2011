using FourRunr.Hosting.Health;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Readiness;

/// <summary>
/// The front door is ready when a call through all three services would work: the other two answer real requests, and the journal (see
/// Audit) takes records. Auth-service's and policy-service's own readiness never depends on the front door.
/// </summary>
internal static class ReadinessModule
{
    public static IServiceCollection AddProxyReadiness(this IServiceCollection services)
    {
        // Calls work without the database: their records wait in the journal.
        services.AddDatabaseReadiness(essential: false);
        services.AddDependencyReadiness(DependencyModule.AuthService, essential: true, DependencyReadiness.ProbeIntrospection);
        services.AddDependencyReadiness(DependencyModule.PolicyService, essential: true, DependencyReadiness.ProbeDecision);
        services.AddSingleton<UpstreamModes>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            UpstreamModes.Name, provider => provider.GetRequiredService<UpstreamModes>(), failureStatus: null, tags: null));
        if (services.Any(service => service.ServiceType == typeof(IConnectionMultiplexer)))
        {
            services.AddReadinessPart("redis", essential: false, (provider, _) =>
                Task.FromResult(provider.GetRequiredService<IConnectionMultiplexer>().IsConnected));
        }

        services.AddHostedService<WarmUp>();
        return services;
    }
}
