using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using FourRunr.Auth.CacheControl;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FourRunr.Auth.Clients;

internal static class ClientsModule
{
    public static void AddClients(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ClientSettings.From(configuration));
        services.TryAddSingleton<ResolveClientHost>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton<ConnectToClient>(_ => ConnectSocketAsync);
        services.TryAddSingleton<SslClientAuthenticationOptions>();
        services.AddSingleton<ClientMetadataHttp>();
        services.AddSingleton<RegisteredClientStore>();
        services.AddSingleton<ClientDirectory>();
    }

    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<GatewaySettings>().OffersSignIn
            && routes.ServiceProvider.GetRequiredService<ClientSettings>().OffersRegistration)
        {
            RegisterClientEndpoint.Map(routes.MapGroup("/oauth2").WithNoStore());
        }
    }

    private static async ValueTask<Stream> ConnectSocketAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
