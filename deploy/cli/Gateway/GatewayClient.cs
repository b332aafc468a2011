using System.Net;
using System.Net.Http.Headers;

namespace FourRunr.Cli.Gateway;

/// <summary>HTTP with a gateway. Refusals become <see cref="CliException"/>.</summary>
/// <param name="bearer">The credential of its requests; null for those that have none.</param>
internal sealed class GatewayClient(Uri url, string? bearer = null) : IDisposable
{
    // A redirect would carry the credential elsewhere. A proxy of the environment is not asked for this machine itself.
#pragma warning disable RS0030 // A program of one command has no container.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !url.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(10) })
#pragma warning restore RS0030
    {
        BaseAddress = url.AbsoluteUri.EndsWith('/') ? url : new Uri($"{url.AbsoluteUri}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, content: null, cancellationToken);

    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, Text(body.ToJsonString(), "application/json"), cancellationToken);

    /// <returns>The body of a success; an empty object for one without.</returns>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            {
                throw CliException.Usage($"{name} cannot be sent.");
            }
        }

        using var response = await SendAsync(request, cancellationToken);
        var text = await ReadAsync(response, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw CliException.Failed(Refusal.Describe((int)response.StatusCode, text));
        }

        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return new JsonObject();
        }

        try
        {
            return JsonNode.Parse(text) ?? new JsonObject();
        }
        catch (JsonException exception)
        {
            throw CliException.Failed($"{url} does not answer as a 4Runr Gateway.", exception);
        }
    }

    /// <returns>Any answer, of which only the head has been read.</returns>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw NotReachable(exception);
        }
    }

    public static StringContent Text(string text, string mediaType) => new(text, Encoding.UTF8, mediaType);

    public void Dispose() => _http.Dispose();

    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw NotReachable(exception);
        }
    }

    private CliException NotReachable(HttpRequestException exception) =>
        new(ExitCode.NotReachable, $"The gateway at {url} cannot be reached. {exception.Message}", exception);
}
