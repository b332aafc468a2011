namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// While the service drains every answer ends its connection, and says so: a client that is told does not send another
/// request into a connection that is about to go.
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
        // As the answer starts: by then a call that was under way knows too, and the exception handler has cleared the headers.
        context.Response.OnStarting(_endConnection, context.Response);
        return next(context);
    }
}
