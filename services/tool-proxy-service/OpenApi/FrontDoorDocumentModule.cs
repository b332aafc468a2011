using FourRunr.Hosting.Resilience;
using FourRunr.ToolProxy.Forwarding;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.OpenApi;

/// <summary>One OpenAPI document of everything that the front door serves: its own operations and forwarded ones.</summary>
internal static class FrontDoorDocumentModule
{
    private const int LargestDocument = 4 * 1024 * 1024;

    public static IServiceCollection AddFrontDoorDocument(this IServiceCollection services)
    {
        services.AddHttpClient(ForwardedDocument.ClientName, (provider, client) =>
            {
                client.Timeout = provider.GetRequiredService<IOptions<DependencyOptions>>().Value.ForwardTimeout;
                client.MaxResponseContentBufferSize = LargestDocument;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .RemoveAllLoggers();
        services.AddSingleton(provider => new FrontDoorDocument(
            provider.GetRequiredService<OwnDocument>(),
            [
                Of(provider, DependencyModule.AuthService, settings => settings.AuthUrl, [.. ForwardingModule.OpenAuthServicePaths, .. ForwardingModule.AuthServicePaths]),
                Of(provider, DependencyModule.PolicyService, settings => settings.PolicyUrl, ForwardingModule.PolicyServicePaths),
            ],
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IServedDocument>(provider => provider.GetRequiredService<FrontDoorDocument>());
        return services;
    }

    private static ForwardedDocument Of(IServiceProvider provider, string service, Func<GatewaySettings, Uri> url, string[] paths) => new(
        service, new Uri(url(provider.GetRequiredService<GatewaySettings>()), "/openapi/v1.json"), paths, provider.GetRequiredService<IHttpClientFactory>());
}
