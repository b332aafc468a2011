using System.Net;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// The HTTP client of all tools: guarded and capped, without the environment's proxy, cookies, redirects or trace headers. The caller sets
/// time limits by cancellation.
/// </summary>
internal sealed class OutboundHttp : IDisposable
{
    private static readonly string[] NotOurs = ["Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade"];

    private readonly OutboundGuard _guard;
    private readonly HttpMessageInvoker _http;
    private readonly HttpMessageInvoker _streams;

    public OutboundHttp(OutboundGuard guard, OutboundConnector connector)
    {
        _guard = guard;
        _http = new HttpMessageInvoker(Handler(connector, drain: 64 * 1024));
        // An answer that is given up ends at once: what still comes of it may cost money.
        _streams = new HttpMessageInvoker(Handler(connector, drain: 0));
    }

    /// <returns>The response or the failure: every expected end is a result.</returns>
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
            // Other exceptions while a request is being cancelled are part of the cancellation.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Sends the request and leaves the answer's body to be read, by the caller's own limits of size and time.</summary>
    /// <returns><see cref="OutboundResult.Opened"/>, which the caller disposes of, or a failure.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it before the body begins.</exception>
    public async Task<OutboundResult> OpenAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        if (_guard.CheckUrl(request.Url) is { } refusal)
        {
            return new OutboundResult.Failure(OutboundError.TargetRefused, refusal);
        }

        var message = ToMessage(request);
        HttpResponseMessage? response = null;
        try
        {
            response = await _streams.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new OutboundResult.Opened((int)response.StatusCode, OutboundTarget.Of(request.Url).Target!.Origin, Headers(response), body, response);
        }
        catch (Exception exception)
        {
            response?.Dispose();
            message.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return OutboundErrorReader.Of(exception) ?? throw new InvalidOperationException("The request failed in an unknown way.", exception);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _streams.Dispose();
    }

    private static SocketsHttpHandler Handler(OutboundConnector connector, int drain) => new()
    {
        ConnectCallback = connector.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ActivityHeadersPropagator = null,
        // A connection is checked when it is made, and serves one host and port. If the name moves, or the guard would now refuse
        // it, the connection lives no longer than this.
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = drain,
    };

    private static HttpRequestMessage ToMessage(OutboundRequest request)
    {
        var message = new HttpRequestMessage(request.Method, OutboundTarget.InPlainForm(request.Url))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            // Without content the handler would repeat the request by itself if a pooled connection closes without an answer. Requests
            // that change something are sent once.
            Content = request.Content?.Invoke() ?? (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head ? null : new ByteArrayContent([])),
        };
        foreach (var (name, value) in request.Headers)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                // It would also become the TLS server name.
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

    /// <summary>HEAD, 204 and 304 may announce a body that does not follow; the body of a redirect is not read.</summary>
    private static bool HasBody(OutboundRequest request, HttpResponseMessage response) =>
        request.Method != HttpMethod.Head && (int)response.StatusCode is not (204 or 304)
        && !((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.NonValidated.Contains("Location"));

    private static KeyValuePair<string, string>[] Headers(HttpResponseMessage response) =>
    [
        .. from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
           where !NotOurs.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
           // The handler removes these itself when it decompresses.
           where !(Gzip.IsNamed(response.Content.Headers) && header.Key.ToLowerInvariant() is "content-encoding" or "content-length")
           from value in header.Value
           select new KeyValuePair<string, string>(header.Key.ToLowerInvariant(), value),
    ];
}
