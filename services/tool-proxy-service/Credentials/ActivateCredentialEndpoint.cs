using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Credentials;

internal static class ActivateCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{tool}/activate", HandleAsync).RequireAccess(AccessRole.Admin).WithName("ActivateCredential").Refuses(GatewayErrors.NotFound);

    /// <summary>Puts a stored version to use, at once and on every replica.</summary>
    internal static async Task<Results<Ok<CredentialResponse>, ProblemResult>> HandleAsync(
        string tool, [FromBody] ActivateCredentialRequest request, CredentialManager credentials, HttpContext context, CancellationToken cancellationToken) =>
        (await credentials.ActivateAsync(tool, request.Version, Actor.Of(context), cancellationToken)).ToResult();
}
