namespace FourRunr.WebConsole.Protection;

/// <summary>Metrics and health are for those who reach the console's own port, not for browsers at the front door.</summary>
internal sealed class OwnPortMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.PathBase.HasValue && (context.Request.Path.StartsWithSegments("/metrics") || context.Request.Path.StartsWithSegments("/health")))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
