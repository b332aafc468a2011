namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>One version of the stored prices, without its text.</summary>
internal record PriceVersion(int Version, DateTimeOffset EffectiveFrom, DateTimeOffset CreatedAt, string CreatedBy)
{
    public string Id => PriceVersionId.Of(Version);
}

/// <summary>One version of the stored prices.</summary>
/// <param name="Document">JSON, as the operator sent it, without <c>effective_from</c>.</param>
internal sealed record StoredPrices(int Version, DateTimeOffset EffectiveFrom, string Document, DateTimeOffset CreatedAt, string CreatedBy)
    : PriceVersion(Version, EffectiveFrom, CreatedAt, CreatedBy);
