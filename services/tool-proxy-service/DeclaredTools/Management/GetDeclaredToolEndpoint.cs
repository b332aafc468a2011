using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.ToolProxy.DeclaredTools.Catalog;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class GetDeclaredToolEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{tool}", HandleAsync).RequireAccess(AccessRole.Auditor).WithName("GetDeclaredTool").Refuses(GatewayErrors.NotFound);

    /// <summary>A declared tool with its definition: the one in use, or an older version, also of a tool that is deleted.</summary>
    internal static async Task<Results<Ok<DeclaredToolResponse>, ProblemResult>> HandleAsync(
        string tool, [FromQuery(Name = "version")] int? version, DefinitionStore store, DeclaredToolSet tools, CancellationToken cancellationToken)
    {
        if (version is null && tools.FindOfFile(tool) is { } file)
        {
            return TypedResults.Ok(file.ToResponse());
        }

        return await store.FindAsync(tool, version, cancellationToken) is { Deleted: false } stored
            ? TypedResults.Ok(stored.ToResponse())
            : DeclarationOutcome.Unknown().Why;
    }
}
