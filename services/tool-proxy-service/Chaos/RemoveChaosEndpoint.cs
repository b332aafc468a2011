namespace FourRunr.ToolProxy.Chaos;

internal static class RemoveChaosEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("", HandleAll).WithName("ClearChaos");
        routes.MapDelete("/{tool}", HandleOne).WithName("RemoveChaos").Refuses(GatewayErrors.NotFound);
    }

    /// <summary>Ends all faults on this replica.</summary>
    internal static NoContent HandleAll(ChaosRules rules)
    {
        rules.Clear();
        return TypedResults.NoContent();
    }

    /// <summary>Ends the faults of one tool, or with <c>*</c> those that all tools have.</summary>
    internal static Results<NoContent, ProblemResult> HandleOne(string tool, ChaosRules rules) =>
        rules.Remove(tool) ? TypedResults.NoContent() : new ProblemResult(GatewayErrors.NotFound, "There is no rule for this tool.");
}
