namespace FourRunr.Auth.SecurityEvents;

internal static class ListSecurityEventsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).RequireAccess(AccessRole.Auditor);

    /// <summary>Lists events that should not happen in a healthy system, newest first.</summary>
    internal static async Task<Results<Ok<Page<SecurityEventResponse>>, ProblemResult>> HandleAsync(
        [AsParameters] PageQuery page, SecurityEventStore events, CancellationToken cancellationToken) =>
        page.Refusal is { } refusal ? refusal : TypedResults.Ok(await events.ListAsync(page, cancellationToken));
}
