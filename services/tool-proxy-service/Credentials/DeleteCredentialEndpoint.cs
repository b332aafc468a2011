using System.Security.Claims;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.ToolProxy.Credentials;

internal static class DeleteCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/{tool}/{version:int}", HandleAsync).RequireAccess(Access.Admin).WithName("DeleteCredential");

    /// <summary>Deletes a version for good. One that is in use must be replaced or deactivated first.</summary>
    private static async Task<Results<NoContent, ProblemResult>> HandleAsync(
        string tool, int version, StoredCredentials credentials, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await credentials.DeleteAsync(tool, version, user.PrincipalId(), cancellationToken) is CredentialChange.Refused refused
            ? refused.ToProblem()
            : TypedResults.NoContent();
}
