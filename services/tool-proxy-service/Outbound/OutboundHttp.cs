using System.Net;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// The one way out for every tool: guarded, capped, and without anything that remembers or follows on its own (no proxy of the
/// environment, cookies, redirects or trace headers). Time limits are the caller's, by cancellation.
/// </summary>
internal sealed class OutboundHttp : IDisposable
{
    private static readonly string[] NotOurs = ["Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade"];

    private readonly OutboundGuard _guard;
    private readonly HttpMessageInvoker _http;

    public OutboundHttp(OutboundGuard guard, OutboundConnector connector)
    {
        _guard = guard;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ActivityHeadersPropagator = null,
            // A connection was checked when it was made, for one host and port, and serves no other. A name that has moved since,
            // or that the guard would refuse by now, is believed no longer than this.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 64 * 1024,
        });
    }

    /// <returns>What came of it: every foreseeable end is a result.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<OutboundResult> SendAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        if (_guard.CheckUrl(request.Url) is { } refusal)
        {
            return new OutboundResult.Failure(OutboundError.TargetRefused, refusal);
        }

        using var message = ToMessage(request);
        try
        {
            using var response = await _http.SendAsync(message, cancellationToken);
            var body = !HasBody(request, response) ? []
                : request.ReadBody is { } read ? await read(response.Content, cancellationToken)
                : await CappedBody.ReadAsync(response.Content, request.MaxResponseBytes, cancellationToken);
            return body is null
                ? OutboundErrorReader.TooLarge(request.MaxResponseBytes)
                : new OutboundResult.Response((int)response.StatusCode, OutboundTarget.Of(request.Url).Target!.Origin, Headers(response), body);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && OutboundErrorReader.Of(exception) is not null)
        {
            return OutboundErrorReader.Of(exception)!;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // What else goes wrong while a request is being torn down is part of that.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage ToMessage(OutboundRequest request)
    {
        var message = new HttpRequestMessage(request.Method, OutboundTarget.InPlainForm(request.Url))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Without any content the handler would send the request again, by itself, when a kept connection closes unanswered. What
            // changes something is sent once.
            Content = request.Content?.Invoke() ?? (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new ByteArrayContent([])),
        };
        foreach (var (name, value) in request.Headers)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                // It would also be the name that TLS asks for.
                throw new ArgumentException("The host follows from the URL.", nameof(request));
            }

            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.Remove(name);
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    /// <summary>HEAD, 204 and 304 announce a body that does not come; nobody reads that of a redirect.</summary>
    private static bool HasBody(OutboundRequest request, HttpResponseMessage response) =>
        request.Method != HttpMethod.Head && (int)response.StatusCode is not (204 or 304)
        && !((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.NonValidated.Contains("Location"));

    private static KeyValuePair<string, string>[] Headers(HttpResponseMessage response) =>
    [
        .. from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
           where !NotOurs.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
           // What the handler unpacks it takes from these itself.
           where !(Gzip.IsNamed(response.Content.Headers) && header.Key.ToLowerInvariant() is "content-encoding" or "content-length")
           from value in header.Value
           select new KeyValuePair<string, string>(header.Key.ToLowerInvariant(), value),
    ];
}
