using FourRunr.Hosting.Requests;
using FourRunr.ToolProxy.Prices.Catalog;

namespace FourRunr.ToolProxy.Prices.Management;

internal static class PriceResults
{
    public static PricesResponse ToResponse(this StoredPrices stored) => new()
    {
        Version = stored.Id,
        Source = PriceSource.Stored,
        EffectiveFrom = stored.EffectiveFrom,
        Prices = JsonNode.Parse(stored.Document) as JsonObject ?? [],
        CreatedAt = stored.CreatedAt,
        CreatedBy = stored.CreatedBy,
    };

    public static PricesResponse ToResponse(this PriceFile file) => new()
    {
        Version = file.Version,
        Source = PriceSource.File,
        EffectiveFrom = file.Document.EffectiveFrom,
        Prices = (JsonObject)file.Document.Json.DeepClone(),
    };

    /// <summary>While there are no prices.</summary>
    public static PricesResponse None() => new() { Version = PriceVersionId.Of(PriceVersionId.None), Source = PriceSource.Stored, Prices = [] };

    /// <summary>The prices; sets their version as ETag.</summary>
    public static PricesResponse Tagged(PricesResponse prices, HttpResponse response)
    {
        response.Headers.ETag = IfMatch.TagOf(prices.Version);
        return prices;
    }
}
