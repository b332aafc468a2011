using FourRunr.Hosting.Correlation;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>
/// What passes the front door: the headers listed here and nothing else. Whatever a caller claims about itself in
/// <c>X-Forwarded-*</c> or in a header that the services use among themselves stays outside.
/// </summary>
internal sealed class FrontDoorTransformer : HttpTransformer
{
    private static readonly string[] Passed =
    [
        "Authorization", "Content-Type", "Accept", "If-Match", "If-None-Match", "Idempotency-Key", "X-Agent-Intent",
    ];

    /// <remarks>Does not call the base method, which would copy every header.</remarks>
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        foreach (var name in Passed)
        {
            var values = httpContext.Request.Headers[name];
            if (values.Count > 0 && !proxyRequest.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                proxyRequest.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (proxyRequest.Content is { } content && httpContext.Request.ContentLength is { } length)
        {
            content.Headers.ContentLength = length;
        }

        proxyRequest.Headers.TryAddWithoutValidation(CorrelationId.Header, CorrelationId.Of(httpContext));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        // The service behind answers with the id that it was sent: the same, but it must stand there once.
        proxyResponse?.Headers.Remove(CorrelationId.Header);
        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
