using FourRunr.Hosting.Health;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace FourRunr.ToolProxy.Readiness;

internal static class ReadinessModule
{
    /// <summary>Without any of these some calls are still answered; without its journal (see Audit) none.</summary>
    public static IServiceCollection AddProxyReadiness(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddDatabaseReadiness(essential: false);
        services.AddServiceReadiness(DependencyModule.AuthService);
        services.AddServiceReadiness(DependencyModule.PolicyService);
        services.AddSingleton<UpstreamModes>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            UpstreamModes.Name, provider => provider.GetRequiredService<UpstreamModes>(), failureStatus: null, tags: null));
        if (services.Any(service => service.ServiceType == typeof(IConnectionMultiplexer)))
        {
            services.AddReadinessPart("redis", essential: false, (provider, _) =>
                Task.FromResult(provider.GetRequiredService<IConnectionMultiplexer>().IsConnected));
        }

        if (environment.IsProduction())
        {
            services.AddHostedService<WarmUp>();
        }

        return services;
    }

    private static void AddServiceReadiness(this IServiceCollection services, string service) =>
        services.AddReadinessPart(service, essential: false, (provider, cancellationToken) =>
            provider.GetRequiredKeyedService<DependencyClient>(service).IsAliveAsync(cancellationToken));
}
