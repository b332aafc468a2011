using FourRunr.Invalidation;
using FourRunr.ToolProxy.Refreshing;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>Keeps the declared tools that this replica uses fresh.</summary>
internal sealed class DeclaredToolRefresher(DeclaredToolSet tools, IInvalidationChannel channel, TimeProvider clock, ILogger<DeclaredToolRefresher> log)
    : StorageRefresher(InvalidationSubjects.Tools, "declared tools", channel, clock, log)
{
    protected override Task RefreshAsync(CancellationToken cancellationToken) => tools.RefreshAsync(cancellationToken);
}
