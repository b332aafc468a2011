using FourRunr.Hosting.Correlation;
using Microsoft.Net.Http.Headers;

namespace FourRunr.ToolProxy.Browsers;

/// <summary>What only browsers need: pages of other origins may call the gateway if they are listed, and somebody who opens its address finds a page.</summary>
internal static class BrowsersModule
{
    /// <summary>How long a browser may remember that it may ask.</summary>
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromMinutes(10);

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>That a page may send; beside those that every page may.</summary>
    private static readonly string[] Sent =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, "Last-Event-ID", "Idempotency-Key",
        "X-Agent-Intent", CorrelationId.Header, "traceparent", "tracestate", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name",
    ];

    /// <summary>That a page may read of an answer.</summary>
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
        // No cookies: who calls is said in a header alone, which a page must know to send it.
        return services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins.List]).WithMethods(Methods).WithHeaders(Sent).WithExposedHeaders(Read).SetPreflightMaxAge(PreflightMaxAge)));
    }

    /// <summary>Before routing, so that it holds for every route, and nothing at all is different while no origin is listed.</summary>
    public static void UseBrowsers(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<AllowedOrigins>().List.Count > 0)
        {
            app.UseCors();
        }
    }

    public static void MapBrowsers(this IEndpointRouteBuilder routes) => FrontPageEndpoint.Map(routes);
}
