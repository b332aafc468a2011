using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.Hosting.Correlation;

/// <summary>Puts the correlation id on every answer, and into the scope of every log line.</summary>
internal sealed class CorrelationMiddleware(RequestDelegate next, ILogger<CorrelationMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = CorrelationId.Take(context);
        // As the answer starts: the exception handler clears the headers that were set before it.
        context.Response.OnStarting(
            static state =>
            {
                var context = (HttpContext)state;
                context.Response.Headers[CorrelationId.Header] = CorrelationId.Of(context);
                return Task.CompletedTask;
            },
            context);
        using (Log.Correlated(log, id))
        {
            await next(context);
        }
    }

    private static class Log
    {
        /// <summary>A field of its own in JSON, and readable as text.</summary>
        public static readonly Func<ILogger, string, IDisposable?> Correlated =
            LoggerMessage.DefineScope<string>("CorrelationId:{CorrelationId}");
    }
}
