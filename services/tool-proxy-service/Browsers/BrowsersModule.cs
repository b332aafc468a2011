using FourRunr.Hosting.Correlation;
using Microsoft.Net.Http.Headers;

namespace FourRunr.ToolProxy.Browsers;

/// <summary>What only browsers need: CORS for pages of listed origins, and a page at the gateway's address.</summary>
internal static class BrowsersModule
{
    /// <summary>How long a browser may cache a preflight response.</summary>
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromMinutes(10);

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Headers that a page may send, beside those that every page may send.</summary>
    private static readonly string[] Sent =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, "Last-Event-ID", "Idempotency-Key",
        "X-Agent-Intent", CorrelationId.Header, "traceparent", "tracestate", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name",
        "x-api-key", "anthropic-version", "anthropic-beta",
    ];

    /// <summary>Response headers that a page may read.</summary>
    private static readonly string[] Read =
    [
        CorrelationId.Header, HeaderNames.RetryAfter, "RateLimit", "RateLimit-Policy", "X-Limits-Degraded", "Idempotency-Replayed",
        "X-Token-Rotation-Recommended", "X-Token-Expires-At", HeaderNames.WWWAuthenticate, HeaderNames.Allow, HeaderNames.ETag,
        HeaderNames.Location, HeaderNames.ContentDisposition,
    ];

    public static IServiceCollection AddBrowsers(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = AllowedOrigins.From(configuration);
        services.AddSingleton(origins);
        // No cookies: the credential is always in a header, which a page must know to send it.
        return services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins.List]).WithMethods(Methods).WithHeaders(Sent).WithExposedHeaders(Read).SetPreflightMaxAge(PreflightMaxAge)));
    }

    /// <summary>Before routing, so that it covers every route. Does nothing while no origin is listed.</summary>
    public static void UseBrowsers(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<AllowedOrigins>().List.Count > 0)
        {
            app.UseCors();
        }
    }

    public static void MapBrowsers(this IEndpointRouteBuilder routes) => FrontPageEndpoint.Map(routes);
}
