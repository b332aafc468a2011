using FourRunr.ToolProxy.Prices.Catalog;

namespace FourRunr.ToolProxy.Prices.Management;

internal static class GetPriceVersionEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/versions/{version}", HandleAsync).RequireAccess(AccessRole.Auditor)
        .WithName("GetPriceVersion").Refuses(GatewayErrors.NotFound).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Returns one version of the prices, by the id that records of calls have too.</summary>
    internal static async Task<Results<Ok<PricesResponse>, ProblemResult>> HandleAsync(
        string version, HttpContext context, PriceCatalog catalog, PriceStore store, CancellationToken cancellationToken)
    {
        var prices = catalog.File is { } file && file.Version == version ? file.ToResponse()
            : PriceVersionId.TryParse(version, out var number) ? (await store.FindAsync(number, cancellationToken))?.ToResponse()
            : null;
        return prices is null
            ? new ProblemResult(GatewayErrors.NotFound, "There is no such version of the prices.") { HowToFix = "GET /v1/admin/prices/versions lists the versions." }
            : TypedResults.Ok(PriceResults.Tagged(prices, context.Response));
    }
}
