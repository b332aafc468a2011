namespace FourRunr.Hosting.Correlation;

/// <summary>Passes the id of the current request on to the other services.</summary>
internal sealed class CorrelationHandler(IHttpContextAccessor accessor) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is { } context)
        {
            request.Headers.TryAddWithoutValidation(CorrelationId.Header, CorrelationId.Of(context));
        }

        return base.SendAsync(request, cancellationToken);
    }
}
