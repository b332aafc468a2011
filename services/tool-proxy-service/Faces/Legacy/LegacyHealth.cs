using FourRunr.Hosting.Health;

namespace FourRunr.ToolProxy.Faces.Legacy;

/// <summary>
/// <c>GET /health</c> and <c>GET /ready</c>, which add members for existing clients to what <c>/health/live</c> and <c>/health/ready</c>
/// answer.
/// </summary>
internal static class LegacyHealth
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapLiveness("/health", (context, answer) => new LegacyLiveness(answer.Status, answer.Parts, answer.Version, IsGood(context), Now(context)));
        routes.MapReadiness("/ready", (context, answer) => new LegacyReadiness(
            answer.Status, answer.Parts, answer.Version, IsGood(context), answer.Parts.ToDictionary(part => part.Key, part => part.Value is not ("degraded" or "unavailable")), Now(context)));
    }

    private static bool IsGood(HttpContext context) => context.Response.StatusCode == StatusCodes.Status200OK;

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
