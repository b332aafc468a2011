namespace FourRunr.ToolProxy.Credentials;

internal static class RollBackCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{tool}/rollback", HandleAsync).RequireAccess(AccessRole.Admin).WithName("RollBackCredential").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>Puts the version to use that was active before the present one, which is then no longer one to go back to.</summary>
    internal static async Task<Results<Ok<CredentialResponse>, ProblemResult>> HandleAsync(
        string tool, CredentialManager credentials, HttpContext context, CancellationToken cancellationToken) =>
        (await credentials.RollBackAsync(tool, Actor.Of(context), cancellationToken)).ToResult();
}
