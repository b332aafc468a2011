using System.Net;

namespace FourRunr.ToolProxy.OpenApi;

/// <summary>The last valid OpenAPI document of a service behind the front door.</summary>
/// <param name="paths">Routes that are forwarded to it, e.g. <c>/v1/agents/{**rest}</c>.</param>
internal sealed class ForwardedDocument(string service, Uri url, IEnumerable<string> paths, IHttpClientFactory clients)
{
    public const string ClientName = "openapi";

    private readonly string[] _prefixes = [.. paths.Select(path => path.Split("/{", 2)[0])];
    private string? _tag;

    public string Service { get; } = service;

    /// <summary>Null until the service has answered once.</summary>
    public JsonObject? Json { get; private set; }

    /// <summary>Whether the front door forwards this path to the service.</summary>
    public bool Has(string path) => _prefixes.Any(prefix => path == prefix || path.StartsWith($"{prefix}/", StringComparison.Ordinal));

    /// <returns>Whether the document changed.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (_tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", _tag);
            }

            using var response = await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK
                || await response.Content.ReadFromJsonAsync<JsonObject>(GatewayJson.Tolerant, cancellationToken) is not { } document)
            {
                return false;
            }

            (Json, _tag) = (document, response.Headers.ETag?.ToString());
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or NotSupportedException)
        {
            // The last document stays; calls to the service report the outage.
            return false;
        }
    }
}
