using FourRunr.Contracts;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Policy.Decisions;

/// <summary>The tools that there are, which only the tool proxy knows; remembered like every other answer of another service.</summary>
internal sealed class KnownActions([FromKeyedServices(DependencyModule.ToolProxy)] DependencyClient proxy, AnswerCache<ToolCatalogResponse> cache)
{
    /// <exception cref="DependencyUnavailableException">Nobody can say.</exception>
    public async ValueTask<IReadOnlyList<CatalogAction>> ListAsync(CancellationToken cancellationToken)
    {
        // What is a minute old may stand in for a proxy that is away: it decides over names, every call is decided anew.
        var catalog = await cache.GetAsync("catalog", allowStale: true, proxy, AskAsync, cancellationToken);
        return catalog.Actions;
    }

    private static async Task<CacheableAnswer<ToolCatalogResponse>> AskAsync(DependencyClient proxy, CancellationToken cancellationToken) =>
        new(await proxy.GetAsync<ToolCatalogResponse>("/v1/catalog", cancellationToken), [InvalidationSubjects.Tools]);
}
