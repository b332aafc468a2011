namespace FourRunr.Hosting.Correlation;

/// <summary>Puts the correlation id into the scope of every log line. Only for logs that show scopes: each costs every request something.</summary>
internal sealed class CorrelationScope(RequestDelegate next, ILogger<CorrelationScope> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using (Log.Correlated(log, CorrelationId.Of(context)))
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
