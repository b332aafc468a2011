namespace FourRunr.Auth.Agents;

internal static class ListAgentsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).RequireAccess(AccessRole.Auditor);

    /// <summary>Lists all agents, newest first.</summary>
    internal static async Task<Results<Ok<Page<AgentResponse>>, ProblemResult>> HandleAsync(
        [AsParameters] PageQuery page, AgentStore agents, CancellationToken cancellationToken) =>
        page.Refusal is { } refusal ? refusal : TypedResults.Ok(await agents.ListAsync(page, cancellationToken));
}
