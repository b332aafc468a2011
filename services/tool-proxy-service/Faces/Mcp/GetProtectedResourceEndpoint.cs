using FourRunr.Hosting.Resources;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>Says where clients of the gateway and of its MCP endpoints sign in (RFC 9728).</summary>
internal static class GetProtectedResourceEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var resources = routes.MapGroup(ProtectedResources.Metadata).AllowAnonymous().ExcludeFromDescription();
        resources.MapGet("", (GatewaySettings settings) => Describe(settings, ""));
        resources.MapGet("/mcp", (GatewaySettings settings) => Describe(settings, ProtectedResources.Mcp));
        // Whether there is such a tool, nobody learns without a token.
        resources.MapGet("/mcp/{tool}", (string tool, GatewaySettings settings) => Describe(settings, $"{ProtectedResources.Mcp}/{tool}"));
    }

    private static Results<JsonHttpResult<ProtectedResource>, ProblemResult> Describe(GatewaySettings settings, string path)
    {
        var origin = settings.ProxyUrl.GetLeftPart(UriPartial.Authority);
        return path.Length == 0 || ProtectedResources.IsResource(path)
            ? TypedResults.Json(new ProtectedResource($"{origin}{path}", [origin], ["header"], "4Runr Gateway"), GatewayJson.Tolerant)
            : new ProblemResult(GatewayErrors.NotFound);
    }

    internal sealed record ProtectedResource(
        string Resource, IReadOnlyList<string> AuthorizationServers, IReadOnlyList<string> BearerMethodsSupported, string ResourceName);
}
