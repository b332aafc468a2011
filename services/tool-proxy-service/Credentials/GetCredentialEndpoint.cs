namespace FourRunr.ToolProxy.Credentials;

internal static class GetCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{tool}", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetCredential").Refuses(GatewayErrors.NotFound);

    /// <summary>Lists one tool's credentials: stored versions, newest first, then its file and environment variables.</summary>
    internal static async Task<Results<Ok<CredentialListResponse>, ProblemResult>> HandleAsync(
        string tool, CredentialInventory list, CancellationToken cancellationToken) =>
        await list.ListAsync(tool, cancellationToken) is { Count: > 0 } found
            ? TypedResults.Ok(new CredentialListResponse(found))
            : new ProblemResult(GatewayErrors.NotFound, "This tool has no credential.");
}
