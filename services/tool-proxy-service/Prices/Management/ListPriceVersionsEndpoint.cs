using FourRunr.Hosting.Paging;
using FourRunr.Hosting.Queries;
using FourRunr.ToolProxy.Prices.Catalog;

namespace FourRunr.ToolProxy.Prices.Management;

internal static class ListPriceVersionsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/versions", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("ListPriceVersions");

    /// <summary>Lists the stored versions of the prices, the newest first, also those that do not count yet.</summary>
    internal static async Task<Results<Ok<Page<PriceVersionResponse>>, ProblemResult>> HandleAsync(
        [AsParameters] PageQuery page, PriceStore store, PriceCatalog catalog, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        int? before = null;
        if (page.Cursor is not null)
        {
            if (!int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return InvalidQuery.Refuse("cursor", "must be the next_cursor of the page before");
            }

            before = version;
        }

        var current = catalog.At(clock.GetUtcNow()).Version;
        return TypedResults.Ok(page.Page(
            await store.ListAsync(before, page.SizeToRead, cancellationToken),
            row => new PriceVersionResponse(row.Id, row.EffectiveFrom, row.Id == current, row.CreatedAt, row.CreatedBy),
            row => row.Version.ToString(CultureInfo.InvariantCulture)));
    }
}
