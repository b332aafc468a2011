using FourRunr.Hosting;

namespace FourRunr.WebConsole.Gateway;

/// <summary>The way to the front door.</summary>
internal static class GatewayModule
{
    public static void AddGatewayClient(this IServiceCollection services)
    {
        services.AddHttpClient<GatewayHttp>((provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<GatewaySettings>().ProxyUrl;
                // Each request has its own.
                client.Timeout = Timeout.InfiniteTimeSpan;
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
