using FourRunr.Hosting.Errors;

namespace FourRunr.WebConsole.Protection;

/// <summary>
/// Refuses what a page of another origin sends: forms, scripts' requests and WebSockets, which browsers let any page open. Each of them
/// has <c>Origin</c> (RFC 6454); it must name the host that the request is for.
/// </summary>
internal sealed class SameOriginMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsForeign(context.Request) ? new ProblemResult(GatewayErrors.OriginDenied).ExecuteAsync(context) : next(context);

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin is not { Count: > 0 } origin)
        {
            // Browsers send it with everything that changes something; a request without one is no page's.
            return false;
        }

        return origin.Count != 1
            || !Uri.TryCreate(origin[0], UriKind.Absolute, out var url)
            || !string.Equals(url.Authority, HostOf(request, url), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The host of the request, with the port left out that is usual for the origin's scheme.</summary>
    private static string HostOf(HttpRequest request, Uri origin) =>
        request.Host.Port is { } port && port == (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80) ? request.Host.Host : request.Host.Value ?? "";
}
