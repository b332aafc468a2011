namespace FourRunr.ToolProxy.Credentials;

internal static class RewrapCredentialsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/rewrap", HandleAsync).RequireAccess(AccessRole.Admin).WithName("RewrapCredentials");

    /// <summary>
    /// Brings all stored credentials under the present GATEWAY_KEK; may be repeated at will. When nothing is unreadable, the
    /// front doors need no key of GATEWAY_KEK_PREVIOUS any more.
    /// </summary>
    internal static async Task<Ok<RewrapResponse>> HandleAsync(
        CredentialManager credentials, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await credentials.RewrapAsync(Actor.Of(context), cancellationToken));
}
