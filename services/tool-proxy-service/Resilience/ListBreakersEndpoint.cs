using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

internal static class ListBreakersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/breakers", Handle).WithName("ListBreakers");

    /// <summary>
    /// Lists the breakers of this replica: one for every action, or for every recently used partition of it, and one for every provider of models.
    /// </summary>
    internal static Ok<BreakerListResponse> Handle(ToolCatalog catalog, ToolResiliencePipelines pipelines, ProviderBreakers providers) =>
        TypedResults.Ok(new BreakerListResponse(
        [
            .. from action in catalog.Actions
               from pipeline in pipelines.Of(action).DefaultIfEmpty()
               orderby action.Tool, action.Name, pipeline?.Partition
               select new BreakerResponse(action.Tool, action.Name, pipeline?.Partition, BreakerStates.Of(pipeline?.State), pipeline?.ChangedAt),
        ],
        [.. providers.All.Select(breaker => new ProviderBreakerResponse(breaker.Provider, BreakerStates.Of(breaker.State), breaker.ChangedAt))]));
}
