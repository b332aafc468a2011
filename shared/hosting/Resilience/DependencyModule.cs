using System.Net.Http.Headers;
using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Health;
using FourRunr.Hosting.Secrets;
using Microsoft.Extensions.Options;
using Polly;

namespace FourRunr.Hosting.Resilience;

public static class DependencyModule
{
    public const string AuthService = "auth-service";
    public const string PolicyService = "policy-service";
    public const string ToolProxy = "tool-proxy-service";

    /// <summary>Registers a keyed <see cref="DependencyClient"/> for the service, with a breaker of its own.</summary>
    /// <param name="build">Its pipeline; that of calls unless said otherwise.</param>
    public static IServiceCollection AddDependency(
        this IServiceCollection services, string name, Func<GatewaySettings, Uri> url,
        Func<DependencyOptions, TimeProvider, ResiliencePipeline<HttpResponseMessage>>? build = null)
    {
        services.AddOptions<DependencyOptions>().BindConfiguration(DependencyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddTransient<CorrelationHandler>();
        services.AddHttpClient(name, (provider, client) =>
            {
                client.BaseAddress = url(provider.GetRequiredService<GatewaySettings>());
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.Authorization =
                    new AuthenticationHeaderValue("Bearer", provider.GetRequiredService<GatewaySecrets>().ServiceKey);
            })
            // Its connections have a lifetime instead: a timer would keep the services of a host that has ended for two minutes.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<CorrelationHandler>()
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = provider.GetRequiredService<IOptions<DependencyOptions>>().Value.ConnectTimeout,
                // Names are resolved again this often, so that moved replicas are found.
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .RemoveAllLoggers();
        services.AddKeyedSingleton(name, (provider, _) => new DependencyClient(
            name,
            provider.GetRequiredService<IHttpClientFactory>(),
            (build ?? DependencyPipeline.Build)(provider.GetRequiredService<IOptions<DependencyOptions>>().Value, provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    /// <summary>Makes another service, which was added as a dependency, a part of readiness.</summary>
    /// <param name="ask">A request that changes nothing.</param>
    public static IServiceCollection AddDependencyReadiness(
        this IServiceCollection services, string name, bool essential, Func<DependencyClient, CancellationToken, Task> ask)
    {
        services.AddKeyedSingleton(name, (provider, _) =>
            ActivatorUtilities.CreateInstance<DependencyReadiness>(provider, name, provider.GetRequiredKeyedService<DependencyClient>(name)));
        return services.AddReadinessPart(name, essential, isCostly: true, isWell: (provider, cancellationToken) =>
            provider.GetRequiredKeyedService<DependencyReadiness>(name).IsWellAsync(ask, cancellationToken));
    }
}
