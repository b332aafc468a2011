using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Unauthenticated;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>
/// Forwards requests for the other services, so that clients need only the proxy's address. The service behind authorizes them.
/// </summary>
internal static class ForwardingModule
{
    internal static readonly string[] AuthServicePaths =
    [
        "/v1/agents/{**rest}", "/v1/tokens/{**rest}", "/v1/revocations/{**rest}", "/v1/operators/{**rest}", "/v1/keys/{**rest}",
        "/v1/security-events/{**rest}",
    ];

    internal static readonly string[] PolicyServicePaths = ["/v1/policies/{**rest}", "/v1/decisions/{**rest}"];

    /// <summary>These answer without a credential, or with one in the body, so a success proves nothing about a bearer token.</summary>
    internal static readonly string[] OpenAuthServicePaths = ["/oauth2/{**rest}", "/.well-known/oauth-authorization-server"];

    private static readonly string[] OpenPolicyServicePaths = ["/v1/policies/schema.json"];

    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<FrontDoor>();
        services.AddSingleton<ConsoleDoor>();
        services.Configure<KestrelServerOptions>(server => server.Limits.MaxConcurrentUpgradedConnections = ConsoleDoor.MaxConnections);
        return services;
    }

    public static void MapForwarding(this IEndpointRouteBuilder routes)
    {
        var settings = routes.ServiceProvider.GetRequiredService<GatewaySettings>();
        // The service behind has no metadata either without sign-in.
        Map(routes, OpenAuthServicePaths, DependencyModule.AuthService, settings.AuthUrl, isManagement: false);
        Map(routes, OpenPolicyServicePaths, DependencyModule.PolicyService, settings.PolicyUrl, isManagement: false);
        Map(routes, AuthServicePaths, DependencyModule.AuthService, settings.AuthUrl, isManagement: true, new AuthenticatedByBackend());
        Map(routes, PolicyServicePaths, DependencyModule.PolicyService, settings.PolicyUrl, isManagement: true, new AuthenticatedByBackend());
        if (settings.HasConsole)
        {
            routes.Map("/console/{**rest}", (HttpContext context, ConsoleDoor door) => door.ForwardAsync(context)).AllowAnonymous().ExcludeFromDescription();
        }
    }

    /// <param name="isManagement">Operators' routes, which may take longer than agents'.</param>
    private static void Map(IEndpointRouteBuilder routes, string[] paths, string service, Uri url, bool isManagement, params object[] metadata)
    {
        foreach (var path in paths)
        {
            routes.Map(path, (HttpContext context, FrontDoor door) => door.ForwardAsync(context, service, url, isManagement))
                .AllowAnonymous()
                .WithMetadata(metadata)
                .ExcludeFromDescription();
        }
    }
}
