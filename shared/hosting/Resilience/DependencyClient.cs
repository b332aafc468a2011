using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Hosting.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace FourRunr.Hosting.Resilience;

/// <summary>Calls one other service of the gateway, with the service key unless said otherwise; every failure is a <see cref="DependencyUnavailableException"/>.</summary>
/// <param name="name">E.g. <c>auth-service</c>; also the name of the HTTP client, and of the dependency in refusals.</param>
public sealed class DependencyClient(string name, IHttpClientFactory clients, ResiliencePipeline<HttpResponseMessage> pipeline)
{
    public Task<TAnswer> PostAsync<TAnswer>(string path, Func<HttpContent> content, CancellationToken cancellationToken) =>
        SendAsync<TAnswer>(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = content() }, cancellationToken);

    public Task<TAnswer> GetAsync<TAnswer>(string path, CancellationToken cancellationToken) =>
        SendAsync<TAnswer>(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>Reads with the credential of a caller what services may not read themselves.</summary>
    /// <param name="bearer">Sent in place of the service key.</param>
    public Task<TAnswer> GetAsync<TAnswer>(string path, string bearer, CancellationToken cancellationToken) => SendAsync<TAnswer>(
        () => new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } },
        cancellationToken);

    /// <summary>What the service says of its own readiness; used by readiness only, outside the breaker.</summary>
    /// <returns>Its <c>status</c>, such as <c>ok</c>; null if it does not answer.</returns>
    public async Task<string?> AskReadinessAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await clients.CreateClient(name).GetAsync("/health/ready", cancellationToken);
            return (await response.Content.ReadFromJsonAsync<Readiness>(GatewayJson.Tolerant, cancellationToken))?.Status;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private async Task<TAnswer> SendAsync<TAnswer>(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await pipeline.ExecuteAsync(
                async token =>
                {
                    using var request = make();
                    return await clients.CreateClient(name).SendAsync(request, token);
                },
                cancellationToken);
            // Anything but success is an error between the services (a wrong service key, another version), not the agent's.
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<TAnswer>(GatewayJson.Tolerant, cancellationToken)
                ?? throw new JsonException("The answer was null.");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or JsonException)
        {
            throw new DependencyUnavailableException(name, exception);
        }
    }

    private sealed record Readiness(string? Status);
}
