using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

internal static class ListDeclaredToolsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", Handle).RequireAccess(AccessRole.Auditor).WithName("ListDeclaredTools");

    /// <summary>Lists the declared tools that this replica uses.</summary>
    internal static Ok<DeclaredToolListResponse> Handle(DeclaredToolSet tools) => TypedResults.Ok(new DeclaredToolListResponse(
        [.. tools.All.Select(tool => new DeclaredToolSummary(tool.Tool, tool.Version, tool.Source, [.. tool.Actions.Select(action => action.Name)]))]));
}
