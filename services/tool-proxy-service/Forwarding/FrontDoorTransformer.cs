using FourRunr.Hosting.Correlation;
using FourRunr.Hosting.Requests;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>
/// What passes the front door: <see cref="PassedHeaders"/> and nothing else. Whatever a caller claims about itself in
/// <c>X-Forwarded-*</c> or in a header that the services use among themselves stays outside.
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
        // The service behind answers with the id that it was sent: the same, but it must stand there once.
        proxyResponse?.Headers.Remove(CorrelationId.Header);
        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
