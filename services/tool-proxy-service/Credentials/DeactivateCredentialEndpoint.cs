namespace FourRunr.ToolProxy.Credentials;

internal static class DeactivateCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{tool}/deactivate", HandleAsync).RequireAccess(AccessRole.Admin).WithName("DeactivateCredential").Refuses(GatewayErrors.NotFound);

    /// <summary>Takes the active version out of use. The tool goes on with its file or environment variables, or has no credential.</summary>
    internal static async Task<Results<Ok<CredentialResponse>, ProblemResult>> HandleAsync(
        string tool, CredentialManager credentials, HttpContext context, CancellationToken cancellationToken) =>
        (await credentials.DeactivateAsync(tool, Actor.Of(context), cancellationToken)).ToResult();
}
