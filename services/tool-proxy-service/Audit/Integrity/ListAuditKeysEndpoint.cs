namespace FourRunr.ToolProxy.Audit.Integrity;

internal static class ListAuditKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/audit/keys", HandleAsync).WithName("ListAuditKeys");

    /// <summary>Lists the public keys of all signed checkpoints. Keep a copy elsewhere: whoever changes the database could change these too.</summary>
    internal static async Task<Ok<AuditKeyListResponse>> HandleAsync(CheckpointKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AuditKeyListResponse(await keys.ListAsync(cancellationToken)));
}
