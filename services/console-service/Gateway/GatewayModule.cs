using FourRunr.Hosting;

namespace FourRunr.WebConsole.Gateway;

/// <summary>The way to the front door.</summary>
internal static class GatewayModule
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static void AddGatewayClient(this IServiceCollection services)
    {
        services.AddHttpClient<GatewayHttp>((provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<GatewaySettings>().ProxyUrl;
                client.Timeout = Longest;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .RemoveAllLoggers();
        services.AddScoped<GatewayClient>();
        services.AddScoped<GatewayAddress>();
    }
}
