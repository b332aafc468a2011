using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FourRunr.ToolProxy.Outbound;

internal static class OutboundModule
{
    public static IServiceCollection AddOutbound(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TargetAllowList.From(configuration));
        services.AddSingleton(provider => OwnEndpoints.From(configuration, provider.GetRequiredService<GatewaySettings>()));
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton<ConnectTo>(_ => OutboundConnector.ConnectSocketAsync);
        services.AddSingleton<OutboundGuard>();
        services.AddSingleton<OutboundConnector>();
        services.AddSingleton<OutboundHttp>();
        services.AddSingleton<ApiResponses>();
        return services;
    }
}
