using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Credentials;

internal static class StoreCredentialEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("", HandleAsync).RequireAccess(AccessRole.Admin).WithName("StoreCredential").Refuses(GatewayErrors.Conflict);

    /// <summary>Stores a new version of a tool's credential and, unless told otherwise, puts it to use. No answer ever shows a secret.</summary>
    internal static async Task<Results<Created<CredentialResponse>, ProblemResult>> HandleAsync(
        [FromBody] StoreCredentialRequest request, CredentialManager credentials, HttpContext context, CancellationToken cancellationToken)
    {
        var change = await credentials.StoreAsync(request, Actor.Of(context), cancellationToken);
        return change is CredentialChange.Done { Row: var row }
            ? TypedResults.Created($"/v1/admin/credentials/{row.Tool}", row.ToResponse())
            : change.ToProblem();
    }
}
