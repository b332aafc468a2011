using FourRunr.ToolProxy.Tools;
using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Resilience;

internal static class ListBreakersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/breakers", Handle).WithName("ListBreakers");

    /// <summary>Lists the breakers of this replica: one for every action, or for every recently used partition of it.</summary>
    internal static Ok<BreakerListResponse> Handle(ToolCatalog catalog, ToolResiliencePipelines pipelines) => TypedResults.Ok(new BreakerListResponse(
    [
        .. from action in catalog.Actions
           from pipeline in pipelines.Of(action).DefaultIfEmpty()
           orderby action.Tool, action.Name, pipeline?.Partition
           select new BreakerResponse(action.Tool, action.Name, pipeline?.Partition, StateOf(pipeline), pipeline?.ChangedAt),
    ]));

    private static BreakerState StateOf(ToolResilience? pipeline) => pipeline?.State switch
    {
        null or CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };
}
