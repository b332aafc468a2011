namespace FourRunr.Hosting.Correlation;

/// <summary>Puts the correlation id on every answer.</summary>
internal sealed class CorrelationMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        CorrelationId.Take(context);
        // As the answer starts: the exception handler clears the headers that were set before it.
        context.Response.OnStarting(
            static state =>
            {
                var context = (HttpContext)state;
                context.Response.Headers[CorrelationId.Header] = CorrelationId.Of(context);
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }
}
