namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>One version of the stored prices, without its text.</summary>
internal sealed record PriceVersion
{
    public required int Version { get; init; }
    public required DateTimeOffset EffectiveFrom { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    public string Id => PriceVersionId.Of(Version);
}

/// <summary>One version of the stored prices.</summary>
internal sealed record StoredPrices
{
    public required int Version { get; init; }
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>JSON, as the operator sent it, without <c>effective_from</c>.</summary>
    public required string Document { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    public string Id => PriceVersionId.Of(Version);
}
