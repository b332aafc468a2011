namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// While the service drains every response closes its connection and says so: then the client does not send another
/// request on a connection that is about to close.
/// </summary>
internal sealed class DrainMiddleware(RequestDelegate next, Drain drain)
{
    /// <summary>One for all requests.</summary>
    private readonly Func<object, Task> _endConnection = response =>
    {
        if (drain.HasBegun)
        {
            ((HttpResponse)response).Headers.Connection = "close";
        }

        return Task.CompletedTask;
    };

    public Task InvokeAsync(HttpContext context)
    {
        // When the response starts: by then the drain may have begun, and the exception handler has cleared the headers.
        context.Response.OnStarting(_endConnection, context.Response);
        return next(context);
    }
}
