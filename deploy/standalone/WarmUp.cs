using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Standalone;

/// <summary>
/// Sends one refused request through the front door and one question to policy-service before the gateway says that it is
/// ready, so that the first real call does not wait for code to be loaded and compiled. Leaves nothing behind.
/// </summary>
internal static class WarmUp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="services">Of the front door.</param>
    public static async Task RunAsync(IServiceProvider services)
    {
        var settings = services.GetRequiredService<GatewaySettings>();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await SendAsync(HttpMethod.Get, new Uri(settings.ProxyUrl, "/v1/tools"), "warm-up", body: null);
            await SendAsync(
                HttpMethod.Post,
                new Uri(settings.PolicyUrl, "/v1/decisions"),
                services.GetRequiredService<GatewaySecrets>().ServiceKey,
                new DecisionRequest("warm-up", "warm-up", "warm-up", "warm-up"));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // A slow start is no failed start.
        }

        async Task SendAsync(HttpMethod method, Uri url, string bearer, object? body)
        {
            using var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: GatewayJson.Tolerant) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await http.SendAsync(request, deadline.Token);
        }
    }
}
