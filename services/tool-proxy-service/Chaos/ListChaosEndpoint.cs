namespace FourRunr.ToolProxy.Chaos;

internal static class ListChaosEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", Handle).WithName("ListChaos");

    /// <summary>Lists the faults that this replica injects now.</summary>
    internal static Ok<ChaosListResponse> Handle(ChaosRules rules) =>
        TypedResults.Ok(new ChaosListResponse([.. rules.All.Select(rule => rule.ToResponse())]));
}
