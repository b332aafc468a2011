using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Policy.Decisions;

/// <summary>Lists the actions of all tools, from tool-proxy-service. The answer is cached, like all answers of other services.</summary>
internal sealed class CatalogClient(
    [FromKeyedServices(DependencyModule.ToolProxy)] DependencyClient proxy, AnswerCache<ToolCatalogResponse> cache)
{
    /// <exception cref="DependencyUnavailableException">tool-proxy-service is not available, and no answer is cached.</exception>
    public async ValueTask<IReadOnlyList<CatalogAction>> ListAsync(CancellationToken cancellationToken)
    {
        // A stale answer is good enough while the proxy is not available: it only decides over names, and every call is decided again.
        var catalog = await cache.GetAsync("catalog", allowStale: true, proxy, AskAsync, cancellationToken);
        return catalog.Actions;
    }

    private static async Task<CacheableAnswer<ToolCatalogResponse>> AskAsync(DependencyClient proxy, CancellationToken cancellationToken) =>
        new(await proxy.GetAsync<ToolCatalogResponse>("/v1/catalog", cancellationToken), [InvalidationSubjects.Tools]);
}
