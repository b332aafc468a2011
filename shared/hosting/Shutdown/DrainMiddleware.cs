using Microsoft.AspNetCore.Http;

namespace FourRunr.Hosting.Shutdown;

/// <summary>
/// While the service drains every answer ends its connection, and says so: a client that is told does not send another
/// request into a connection that is about to go.
/// </summary>
internal sealed class DrainMiddleware(RequestDelegate next, Drain drain)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (drain.HasBegun)
        {
            // As the answer starts: the exception handler clears the headers that were set before it.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
