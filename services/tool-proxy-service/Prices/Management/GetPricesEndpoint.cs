using FourRunr.ToolProxy.Prices.Catalog;

namespace FourRunr.ToolProxy.Prices.Management;

internal static class GetPricesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetPrices").ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Returns the prices that count now, as this replica uses them; none have the version <c>prices_0</c>.</summary>
    internal static async Task<Ok<PricesResponse>> HandleAsync(
        HttpContext context, PriceCatalog catalog, PriceStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var current = catalog.At(clock.GetUtcNow());
        var prices = catalog.File is { } file ? file.ToResponse()
            : current.Version is { } id && PriceVersionId.TryParse(id, out var version) && await store.FindAsync(version, cancellationToken) is { } stored ? stored.ToResponse()
            : PriceResults.None();
        return TypedResults.Ok(PriceResults.Tagged(prices, context.Response));
    }
}
