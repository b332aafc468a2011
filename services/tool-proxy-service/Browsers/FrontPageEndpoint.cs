using Microsoft.Net.Http.Headers;

namespace FourRunr.ToolProxy.Browsers;

/// <summary>The page at <c>/</c>: redirects browsers to the console, or without one to the API reference, and lists paths for programs.</summary>
internal static class FrontPageEndpoint
{
    private const string ApiReference = "/scalar";
    private const string Console = "/console/";
    private static readonly FrontPage Page = new("4Runr Gateway", "/openapi/v1.json", ApiReference, "/v1/tools", "/health/ready");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle).AllowAnonymous().ExcludeFromDescription();

    private static Results<RedirectHttpResult, Ok<FrontPage>> Handle(HttpContext context, GatewaySettings settings)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        return IsBrowser(context.Request) ? TypedResults.Redirect(settings.HasConsole ? Console : ApiReference) : TypedResults.Ok(Page);
    }

    /// <summary>Only browsers ask for HTML; programs accept JSON or anything.</summary>
    private static bool IsBrowser(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Paths of this gateway.</summary>
    internal sealed record FrontPage(string Name, string Openapi, string ApiReference, string Tools, string Health);
}
