namespace FourRunr.ToolProxy.Credentials;

internal static class ListCredentialsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("ListCredentials");

    /// <summary>Lists all credentials, from every source, and which ones calls use; never a secret.</summary>
    /// <param name="tool">Only this tool's.</param>
    internal static async Task<Ok<CredentialListResponse>> HandleAsync(string? tool, CredentialInventory list, CancellationToken cancellationToken) =>
        // What cannot be a tool's name is nobody's, and Postgres knows no NUL.
        TypedResults.Ok(new CredentialListResponse(
            tool is null || CredentialRules.IsToolName(tool) ? await list.ListAsync(tool, cancellationToken) : []));
}
