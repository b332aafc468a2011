namespace FourRunr.Auth.KeyRing;

internal static class RotateKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rotate", HandleAsync).RequireAccess(AccessRole.Admin);

    /// <summary>Adds a signing key that takes over in 10 seconds. Tokens signed with the old key stay valid until they expire.</summary>
    internal static async Task<Ok<IReadOnlyList<SigningKeyResponse>>> HandleAsync(
        HttpContext context, SigningKeyRing ring, TimeProvider clock, CancellationToken cancellationToken)
    {
        await ring.RotateAsync(Actor.Of(context), cancellationToken);
        return TypedResults.Ok(SigningKeyResponse.From(ring.Snapshot, clock.GetUtcNow()));
    }
}
