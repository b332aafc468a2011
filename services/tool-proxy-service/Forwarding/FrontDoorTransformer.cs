using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Requests;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>
/// Forwards only <see cref="PassedHeaders"/>. A caller's <c>X-Forwarded-*</c> headers, and headers that the services use internally, are
/// not forwarded.
/// </summary>
internal sealed class FrontDoorTransformer : HttpTransformer
{
    private readonly PassedHeaders _headers = new();

    /// <remarks>Does not call the base method, which would copy every header.</remarks>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await _headers.ApplyAsync(new RequestTransformContext
        {
            HttpContext = httpContext,
            ProxyRequest = proxyRequest,
            CancellationToken = cancellationToken,
        });

        if (proxyRequest.Content is { } content && httpContext.Request.ContentLength is { } length)
        {
            content.Headers.ContentLength = length;
        }

        if (httpContext.Features.Get<HeadRequest>() is not null)
        {
            proxyRequest.Method = HttpMethod.Head;
        }

        proxyRequest.Headers.TryAddWithoutValidation(CorrelationId.Header, CorrelationId.Of(httpContext));
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        // The service answers with the same correlation id; it must be in the response only once.
        proxyResponse?.Headers.Remove(CorrelationId.Header);
        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
