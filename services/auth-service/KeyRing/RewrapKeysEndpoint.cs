using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Auth.KeyRing;

internal static class RewrapKeysEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/rewrap", HandleAsync).RequireAccess(Access.Admin);

    /// <summary>
    /// Encrypts all signing keys under the present GATEWAY_KEK; may be repeated at will. When nothing is unreadable, this
    /// service needs no key of GATEWAY_KEK_PREVIOUS any more. Tokens stay good.
    /// </summary>
    internal static async Task<Ok<RewrapResponse>> HandleAsync(KeyRewrapper rewrapper, CancellationToken cancellationToken) =>
        TypedResults.Ok(await rewrapper.RewrapAsync(cancellationToken));
}
