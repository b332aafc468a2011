using FourRunr.Hosting;
using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>One front door: clients need only the proxy's address. Who may do what, the service behind decides.</summary>
internal static class ForwardingModule
{
    internal static readonly string[] AuthServicePaths =
    [
        "/v1/agents/{**rest}", "/v1/tokens/{**rest}", "/v1/revocations/{**rest}", "/v1/operators/{**rest}", "/v1/keys/{**rest}",
        "/v1/security-events/{**rest}", "/oauth2/{**rest}", "/.well-known/oauth-authorization-server",
    ];

    internal static readonly string[] PolicyServicePaths = ["/v1/policies/{**rest}", "/v1/decisions/{**rest}"];

    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<FrontDoor>();
        return services;
    }

    public static void MapForwarding(this IEndpointRouteBuilder routes)
    {
        var settings = routes.ServiceProvider.GetRequiredService<GatewaySettings>();
        Map(routes, AuthServicePaths, DependencyModule.AuthService, settings.AuthUrl);
        Map(routes, PolicyServicePaths, DependencyModule.PolicyService, settings.PolicyUrl);
    }

    private static void Map(IEndpointRouteBuilder routes, string[] paths, string service, Uri url)
    {
        foreach (var path in paths)
        {
            routes.Map(path, (HttpContext context, FrontDoor door) => door.ForwardAsync(context, service, url))
                .AllowAnonymous()
                .ExcludeFromDescription();
        }
    }
}
