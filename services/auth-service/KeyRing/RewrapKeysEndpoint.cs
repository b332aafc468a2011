namespace FourRunr.Auth.KeyRing;

internal static class RewrapKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rewrap", HandleAsync).RequireAccess(AccessRole.Admin);

    /// <summary>
    /// Encrypts all signing keys with the current GATEWAY_KEK. Repeating it is safe. When no key is unreadable, this service no longer
    /// needs GATEWAY_KEK_PREVIOUS. Tokens stay valid.
    /// </summary>
    internal static async Task<Ok<RewrapResponse>> HandleAsync(HttpContext context, KeyRewrapper rewrapper, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rewrapper.RewrapAsync(Actor.Of(context), cancellationToken));
}
