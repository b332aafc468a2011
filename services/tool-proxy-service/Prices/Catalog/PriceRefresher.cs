using FourRunr.Invalidation;
using FourRunr.ToolProxy.Refreshing;

namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>Keeps the prices that this replica uses fresh.</summary>
internal sealed class PriceRefresher(PriceCatalog prices, IInvalidationChannel channel, TimeProvider clock, ILogger<PriceRefresher> log)
    : StorageRefresher(InvalidationSubjects.Prices, "prices", channel, clock, log)
{
    protected override Task RefreshAsync(CancellationToken cancellationToken) => prices.RefreshAsync(cancellationToken);
}
