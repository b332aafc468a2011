using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>The endpoints of existing 4Runr clients, with the same behaviour as <c>/v1</c>.</summary>
internal static class LegacyApiModule
{
    public static IServiceCollection AddLegacyApi(this IServiceCollection services)
    {
        services.AddHttpClient(AuthServiceAsCaller.ClientName, (provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<GatewaySettings>().AuthUrl;
                client.Timeout = provider.GetRequiredService<IOptions<DependencyOptions>>().Value.ManagementTimeout;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = provider.GetRequiredService<IOptions<DependencyOptions>>().Value.ForwardConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .RemoveAllLoggers();
        services.AddSingleton<AuthServiceAsCaller>();
        services.AddSingleton(new RefusalFormat("/api", problem => new LegacyErrorResult(problem)));
        return services;
    }

    /// <summary>Open to the framework: auth-service checks the operator's key, the pipeline checks the agent's token.</summary>
    public static void MapLegacyApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").AllowAnonymous().WithTags("Compatible").RefusesAs(typeof(LegacyError));
        group.ShortCircuit();
        CreateAgentEndpoint.Map(group);
        GenerateTokenEndpoint.Map(group);
        ProxyRequestEndpoint.Map(group);
        LegacyHealth.Map(routes);
    }
}
