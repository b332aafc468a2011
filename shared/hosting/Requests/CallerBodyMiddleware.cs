using Microsoft.AspNetCore.Http.Features;

namespace FourRunr.Hosting.Requests;

/// <summary>
/// Refuses compressed bodies before any endpoint reads them, and makes errors of reading the caller's fault.
/// Endpoints that are short-circuited, such as tool calls, read their bodies by themselves.
/// </summary>
internal sealed class CallerBodyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || context.GetEndpoint() is null)
        {
            return next(context);
        }

        if (ContentCoding.Refuse(context) is { } compressed)
        {
            return compressed.ExecuteAsync(context);
        }

        context.Request.Body = new CallerBodyStream(context.Request.BodyReader);
        return next(context);
    }
}
