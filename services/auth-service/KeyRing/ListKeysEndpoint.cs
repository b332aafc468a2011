namespace FourRunr.Auth.KeyRing;

internal static class ListKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle).RequireAccess(AccessRole.Admin);

    /// <summary>Lists the signing keys, newest first: ids and times, never the key material.</summary>
    internal static Ok<IReadOnlyList<SigningKeyResponse>> Handle(SigningKeyRing ring, TimeProvider clock) =>
        TypedResults.Ok(SigningKeyResponse.From(ring.Snapshot, clock.GetUtcNow()));
}
