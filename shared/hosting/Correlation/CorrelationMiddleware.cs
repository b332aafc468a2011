using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.Hosting.Correlation;

/// <summary>Puts the correlation id on the answer before anything else runs, and into the scope of every log line.</summary>
internal sealed class CorrelationMiddleware(RequestDelegate next, ILogger<CorrelationMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = CorrelationId.Of(context);
        context.Response.Headers[CorrelationId.Header] = id;
        using (log.BeginScope(new KeyValuePair<string, object>[] { new("correlation_id", id) }))
        {
            await next(context);
        }
    }
}
