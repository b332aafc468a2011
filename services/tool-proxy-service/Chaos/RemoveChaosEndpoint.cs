namespace FourRunr.ToolProxy.Chaos;

internal static class RemoveChaosEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("", HandleAllAsync).WithName("ClearChaos");
        routes.MapDelete("/{tool}", HandleOneAsync).WithName("RemoveChaos").Refuses(GatewayErrors.NotFound);
    }

    /// <summary>Ends all faults on this replica.</summary>
    internal static async Task<NoContent> HandleAllAsync(HttpContext context, ChaosRules rules, ChangeOutbox changes, CancellationToken cancellationToken)
    {
        await changes.AddAsync(Actor.Of(context), Record(ChaosRule.AllTools), cancellationToken);
        rules.Clear();
        return TypedResults.NoContent();
    }

    /// <summary>Ends the faults of one tool, or with <c>*</c> those that all tools have.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleOneAsync(
        string tool, HttpContext context, ChaosRules rules, ChangeOutbox changes, CancellationToken cancellationToken)
    {
        if (!rules.Has(tool))
        {
            return new ProblemResult(GatewayErrors.NotFound, "There is no rule for this tool.");
        }

        await changes.AddAsync(Actor.Of(context), Record(tool), cancellationToken);
        rules.Remove(tool);
        return TypedResults.NoContent();
    }

    private static Change Record(string tool) => new(ChangeActions.ChaosRemoved, new ChangeSubject(ChangeSubjects.Chaos, tool));
}
