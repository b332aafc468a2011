namespace FourRunr.Auth.Revocations;

internal static class ListRevocationsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).RequireAccess(AccessRole.Auditor);

    /// <summary>Lists every use of the kill switch, newest first.</summary>
    internal static async Task<Results<Ok<Page<KillSwitchResponse>>, ProblemResult>> HandleAsync(
        [AsParameters] PageQuery page, RevocationStore revocations, CancellationToken cancellationToken) =>
        page.Refusal is { } refusal ? refusal : TypedResults.Ok(await revocations.ListAsync(page, cancellationToken));
}
