using FourRunr.ToolProxy.DeclaredTools.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class GetDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{tool}", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetDeclaredTool").Refuses(GatewayErrors.NotFound)
            .ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>Returns a declared tool with its definition: the version in use, or an older one, also of a deleted tool.</summary>
    internal static async Task<Results<Ok<DeclaredToolResponse>, ProblemResult>> HandleAsync(
        string tool, [FromQuery(Name = "version")] int? version, HttpResponse response, DefinitionStore store, DeclaredToolSet tools,
        CancellationToken cancellationToken)
    {
        if (version is null && tools.FindInFiles(tool) is { } file)
        {
            return TypedResults.Ok(file.ToResponse());
        }

        return await store.FindAsync(tool, version, cancellationToken) is { Deleted: false } stored
            ? TypedResults.Ok(DeclaredToolResults.Tagged(stored, response))
            : DeclarationOutcome.NotFound().Problem;
    }
}
