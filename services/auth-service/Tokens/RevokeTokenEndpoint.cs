using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Auth.Tokens;

internal static class RevokeTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{tokenId}/revoke", HandleAsync)
        .RequireAccess(AccessRole.Admin).Refuses(GatewayErrors.NotFound);

    /// <summary>Revokes a token and all tokens before and after it in its rotations, immediately. Repeating it changes nothing.</summary>
    internal static async Task<Results<Ok<TokenResponse>, ProblemResult>> HandleAsync(
        string tokenId, [FromBody] RevokeTokenRequest? request, HttpContext context, TokenRevoker revoker, CancellationToken cancellationToken) =>
        await revoker.RevokeAsync(tokenId, request?.Reason, Actor.Of(context), cancellationToken) is { } token
            ? TypedResults.Ok(token)
            : new ProblemResult(GatewayErrors.NotFound, "There is no token with this id.");
}
