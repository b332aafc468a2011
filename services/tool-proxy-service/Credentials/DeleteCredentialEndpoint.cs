namespace FourRunr.ToolProxy.Credentials;

internal static class DeleteCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{tool}/{version:int}", HandleAsync).RequireAccess(AccessRole.Admin).WithName("DeleteCredential").Refuses(GatewayErrors.NotFound, GatewayErrors.Conflict);

    /// <summary>Deletes a version for good. One that is in use must be replaced or deactivated first.</summary>
    internal static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string tool, int version, CredentialManager credentials, HttpContext context, CancellationToken cancellationToken) =>
        await credentials.DeleteAsync(tool, version, Actor.Of(context), cancellationToken) is CredentialChange.Refused refused
            ? refused.ToProblem()
            : TypedResults.NoContent();
}
